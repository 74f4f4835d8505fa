"""Tools: what stands between a judged call and the world."""
