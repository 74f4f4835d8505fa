"""What the rules of a session's pack, as they lie on disk, make of all that was decided before."""

from typing import TYPE_CHECKING

from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.check.what_if import WhatIf
    from sandbox.hub.live import LiveSession
    from sandbox.pack.pack import Pack


def what_if(live: "LiveSession", pack: "Pack") -> "WhatIf":
    """The decisions of this session, then those of the pack's recordings. For a thread.

    Raises `SandboxError` for rules that don't compile; a recording that can't be read is told of.
    """
    from sandbox import wiring
    from sandbox.check.changed_rules import ChangedRules
    from sandbox.check.what_if import Collected, Unjudged
    from sandbox.log.reader import read_log
    from sandbox.log.recording import SUFFIX, read_recording

    collected = Collected(pack)
    collected.add("this session", read_log(live.folder.log).events)
    for path in sorted((pack.root / "recordings").rglob(f"*{SUFFIX}")):
        try:
            recording = read_recording(path)
            collected.add(recording.name, recording.log.events)
        except SandboxError as error:
            collected.unjudged.append(Unjudged(session=path.name, why=str(error)))
    rules = ChangedRules(pack.policy, pack.policy_data, ())
    return collected.judge(rules, wiring.rules_of(pack))
