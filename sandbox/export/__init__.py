"""What leaves a log for people and other programs: figures, transcripts, reports."""
