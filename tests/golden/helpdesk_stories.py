"""The golden sessions of the second pack, each told once."""

from tests.golden.stories import Story, failing, says

FROZEN = (
    "The editor freezes when I paste a table",
    "everyone",
    "work has stopped",
    "The editor freezes as soon as a table is pasted",
)

HELPDESK: dict[str, tuple[str, Story]] = {
    "more-seats": (
        "Seats are added, and charged for the rest of the period",
        says("we need more seats", "12", "yes please"),
    ),
    "critical-incident": ("A critical incident is opened after a confirm", says(*FROZEN)),
    "known-error": (
        "A known error and its workaround",
        says("The PDF export has no comments", "yes, that helps"),
    ),
    "charged-twice": (
        "A charge that is there twice is credited",
        says("you charged us twice, invoice IN-10045", "thanks"),
    ),
    "reopened": (
        "A resolved incident still happens; the reply of the first try is lost",
        failing(
            "status of incident INC0010051",
            "+itsm.reopen_incident:error_after_commit@1",
            "yes it does",
        ),
    ),
    "not-the-administrator": (
        "Somebody who identifies first, and may not change what the company pays",
        says(
            "we need more seats",
            "A-0003",
            "piers.ashdownkhan@tarnwick.example",
            customer="nobody",
        ),
    ),
}
