"""Which rules speak about which tool, as read from Rego that nobody runs."""

import pytest

from sandbox.domain.tool import ToolContract
from sandbox.pack.load import load_pack
from sandbox.pack.rules_about import lets_run, rules_of
from tests.unit.pack.tiny import Tiny

HEAD = "package policy\n\nimport rego.v1\n\n"


def about(tiny: Tiny, rego: str) -> dict[str, list[str]]:
    """The rules that speak about each tool of the small pack."""
    tiny.write("policy/rules.rego", HEAD + rego)
    pack = load_pack(str(tiny.root))
    rules = rules_of(pack)
    return {
        name: [rule.rule for rule in rules if rule.about(contract)]
        for name, contract in pack.contracts.items()
    }


@pytest.mark.parametrize(
    ("condition", "tools"),
    [
        ('input.tool.name == "get_thing"', {"get_thing"}),
        ('input.tool.name != "get_thing"', {"hand_off"}),
        ('input.tool.name in {"get_thing", "hand_off"}', {"get_thing", "hand_off"}),
        ("input.tool.name in data.open_tools", {"hand_off"}),
        ("not input.tool.name in data.open_tools", {"get_thing"}),
        ('input.tool.effect == "read"', {"get_thing"}),
        ('input.tool.effect != "read"', {"hand_off"}),
        ('input.tool.service == "shop"', {"get_thing"}),
        ('input.tool.effect == "write"\n\tinput.tool.service == "shop"', set()),
        ("input.principal.customer != null", {"get_thing", "hand_off"}),
        ("is_small", {"get_thing"}),
        ("not is_small", {"get_thing", "hand_off"}),
        ("input.tool.name in names", {"hand_off"}),
    ],
)
def test_a_rule_speaks_about_the_tools_that_it_compares(
    tiny: Tiny, condition: str, tools: set[str]
) -> None:
    tiny.write("policy/data.yaml", "open_tools: [hand_off]\n")
    rego = (
        'decisions contains {\n\t"verdict": "allow",\n\t"rule": "one",\n} '
        f"if {{\n\t{condition}\n}}\n"
        '\nis_small if input.tool.name == "get_thing"\n\nnames := {"hand_off"}\n'
    )
    assert {name for name, rules in about(tiny, rego).items() if rules} == tools


def test_words_in_comments_and_in_other_texts_say_nothing(tiny: Tiny) -> None:
    rego = (
        '# input.tool.name == "hand_off"\n'
        'decisions contains {"verdict": "allow", "rule": "a # b"} if {\n'
        '\tinput.tool.name == "get_thing" # not "hand_off"\n}\n'
    )
    assert about(tiny, rego) == {"get_thing": ["a # b"], "hand_off": []}


def test_a_rule_is_named_with_its_file_line_and_verdict(tiny: Tiny) -> None:
    rego = 'decisions contains {"verdict": "deny", "rule": "never"} if input.now == ""\n'
    tiny.write("policy/rules.rego", HEAD + rego)
    (rule,) = rules_of(load_pack(str(tiny.root)))
    assert (rule.file, rule.line, rule.rule, rule.verdict) == (
        "policy/rules.rego",
        5,
        "never",
        "deny",
    )
    assert (rule.general, lets_run(rule)) == (True, False)


def test_a_verdict_that_is_worked_out_may_let_a_call_run(tiny: Tiny) -> None:
    rego = 'decisions contains {"verdict": data.verdict, "rule": "x"} if input.now\n'
    tiny.write("policy/rules.rego", HEAD + rego)
    (rule,) = rules_of(load_pack(str(tiny.root)))
    assert (rule.verdict, lets_run(rule)) == ("", True)


def test_the_shipped_rules_speak_of_the_tools_they_decide() -> None:
    pack = load_pack("brightcart")
    rules = rules_of(pack)

    def named(tool: str) -> set[str]:
        contract: ToolContract = pack.contracts[tool]
        return {rule.rule for rule in rules if rule.about(contract) and not rule.general}

    assert named("issue_refund") >= {"refund", "refund-limit", "refund-within-paid"}
    assert "cancel-asks" in named("cancel_order") - named("issue_refund")
    assert "identify-first" not in named("verify_customer")
