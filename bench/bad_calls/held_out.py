"""Mistakes that the mends were not made with: other words, other slips, other wrappings.

Written after the mends were frozen. What they showed was counted once before anything was changed
for it; docs/repair.md has both figures.
"""

import json
import random
import re
from typing import Any, Final

from bench.bad_calls.corpus import Arguments, Call
from bench.bad_calls.forms import Written
from bench.bad_calls.names import any_name, rename
from bench.bad_calls.values import Changed, change, is_id

_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "order_id": ("orderRef", "ORDER_NO", "order_identifier", "the_order", "orders_id", "orderKey"),
    "item_ids": ("itemIDs", "items_to_return", "item_numbers", "selected_items", "item_id_array"),
    "new_item_ids": ("newItemIDs", "new_item_numbers", "new_items_list"),
    "payment_method_id": (
        "payment_method_ref",
        "paymentMethodNumber",
        "pay_method",
        "payment_method_key",
    ),
    "user_id": ("userRef", "client_id", "user_number", "uid", "member_id"),
    "product_id": ("productRef", "article_id", "product_key"),
    "reason": ("reason_text", "motive", "reason_for_cancellation", "cancelReason", "rationale"),
    "email": ("emailAddr", "mail_address", "e-mail_address", "customerEmail"),
    "zip": ("zip-code", "postalCode", "post_code", "plz"),
    "address1": ("addressLine1", "addr1", "street_line_1", "shipping_address_1"),
    "address2": ("addressLine2", "addr2", "street_line_2", "shipping_address_2"),
    "city": ("cityName", "shipping_city", "locality"),
    "state": ("stateCode", "state_or_province", "shipping_state"),
    "country": ("countryCode", "shipping_country", "country_iso"),
    "first_name": ("forename", "firstName", "name_first"),
    "last_name": ("surName", "lastName", "name_last"),
    "thought": ("thought_text", "my_thought"),
    "summary": ("summary_text", "case_summary"),
    "expression": ("math_expression", "expression_string"),
    "customer_id": ("customerRef", "client_number", "contact_id", "customer_key"),
    "ticket_id": ("ticketRef", "ticket_no", "support_ticket_id"),
    "lead_id": ("leadRef", "lead_key"),
    "slot_id": ("slotRef", "call_slot_id", "slot_key"),
    "line": ("lineNumber", "order_line_number", "row"),
    "amount": ("refundAmount", "amount_to_refund", "amt"),
    "currency": ("currencyCode", "curr", "refund_currency"),
    "limit": ("max_count", "result_limit", "limit_to"),
    "status": ("ticketStatus", "status_filter", "orderState"),
    "subject": ("subject_line", "ticketTitle", "headline"),
    "description": ("desc", "ticket_description", "description_text"),
    "body": ("comment_body", "commentText", "body_text"),
    "type": ("ticketType", "type_of_ticket", "category"),
    "priority": ("priority_level", "ticket_priority"),
    "phone": ("phoneNo", "phone_nr", "mobile_phone"),
    "query": ("search_text", "queryString", "search_term"),
    "guests": ("guestNumber", "nr_of_guests", "guest_total"),
    "room_id": ("roomNo", "room_ref"),
    "member_id": ("memberRef", "member_key", "customer_id"),
    "account_id": ("accountRef", "acct_no", "account_nr"),
    "start_date": ("startDate", "date_start", "begin_date"),
    "end_date": ("endDate", "date_end"),
    "weight": ("parcelWeight", "total_weight"),
    "address": ("addressObject", "postal_address", "recipient_address"),
    "items": ("itemList", "parcel_items"),
    "language": ("languageCode", "preferred_language"),
    "channels": ("channelNames", "contact_channels"),
}
_NEIGHBOURS: Final = dict(
    zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopoasdfghjkkxcvbnmn", strict=True)
)


def _word(call: Call, dice: random.Random) -> Arguments | None:
    known = [name for name in call.arguments if name in _WORDS]
    if not known:
        return None
    name = dice.choice(known)
    return rename(call.arguments, name, dice.choice(_WORDS[name]))


def _two_words(call: Call, dice: random.Random) -> Arguments | None:
    known = [name for name in call.arguments if name in _WORDS]
    if len(known) < 2:
        return None
    found: Arguments | None = call.arguments
    for name in dice.sample(known, 2):
        found = rename(found, name, dice.choice(_WORDS[name])) if found else None
    return found


def _next_key(text: str, dice: random.Random) -> str:
    """One letter, not the first, is its neighbour on the keyboard."""
    places = [at for at, sign in enumerate(text) if at > 0 and sign in _NEIGHBOURS]
    if not places:
        return text
    at = dice.choice(places)
    return text[:at] + _NEIGHBOURS[text[at]] + text[at + 1 :]


def _name_slip(call: Call, dice: random.Random) -> Arguments | None:
    name = any_name(call, dice)
    return rename(call.arguments, name, _next_key(name, dice)) if len(name) > 5 else None


def _odd_case(call: Call, dice: random.Random) -> Arguments | None:
    ways = (
        lambda name: f"{name}_",
        lambda name: f" {name}",
        lambda name: f"{name}:",
        lambda name: name.replace("_", "__"),
        lambda name: name.replace("_", "").upper(),
        lambda name: "".join(s.upper() if at % 2 else s for at, s in enumerate(name)),
        lambda name: f"${name}",
    )
    name = any_name(call, dice)
    return rename(call.arguments, name, dice.choice(ways)(name))


NAMES: Final[dict[str, Changed]] = {
    "another word": _word,
    "two other words": _two_words,
    "a neighbour on the keyboard": _name_slip,
    "an odd case": _odd_case,
}


def _typed(kind: str) -> Any:
    return lambda _n, _v, schema: schema.get("type") == kind and "enum" not in schema


def _rule(fits: Any, into: Any) -> Changed:
    return lambda call, dice: change(call, dice, fits, into)


def _strings(_n: str, value: Any, _s: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(x, str) for x in value)


def _day(way: str) -> Any:
    months = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )

    def write(text: str) -> str:
        year, month, day = text.split("-")
        return way.format(
            d=int(day), m=int(month), y=year, M=months[int(month) - 1], dd=day, mm=month
        )

    return _rule(lambda _n, _v, s: s.get("format") == "date", write)


def _two_ids(name: str, value: Any, schema: Any) -> bool:
    two = _strings(name, value, schema) and len(value) == 2
    return two and any(sign.isdigit() for sign in value[0])


def _text_value(_n: str, value: Any, schema: Any) -> bool:
    return isinstance(value, str) and schema.get("type") == "string"


TYPES: Final[dict[str, Changed]] = {
    "a list by lines": _rule(_strings, "\n".join),
    "a list with pipes": _rule(_strings, "|".join),
    "a list with and": _rule(_two_ids, " and ".join),
    "a list by numbers": _rule(_strings, lambda v: {str(at): one for at, one in enumerate(v)}),
    "objects for ids": _rule(_strings, lambda v: [{"id": one} for one in v]),
    "nested lists": _rule(_text_value, lambda v: [[v]]),
    "integer with a sign": _rule(_typed("integer"), lambda v: f"+{v}"),
    "integer with spaces": _rule(_typed("integer"), lambda v: f" {v} "),
    "integer in a list": _rule(_typed("integer"), lambda v: [v]),
    "integer in a list as text": _rule(_typed("integer"), lambda v: [str(v)]),
    "number with a comma": _rule(_typed("number"), lambda v: f"{v:.2f}".replace(".", ",")),
    "number with zeros": _rule(_typed("number"), lambda v: f"{v:.4f}"),
    "TRUE": _rule(_typed("boolean"), lambda v: "TRUE" if v else "FALSE"),
    "Y and N": _rule(_typed("boolean"), lambda v: "Y" if v else "N"),
    "a truth in a list": _rule(_typed("boolean"), lambda v: [v]),
    "a truth as a float": _rule(_typed("boolean"), float),
    "20 November 2026": _day("{d} {M} {y}"),
    "November 20 2026": _day("{M} {d} {y}"),
    "20th of November 2026": _day("{d}th of {M} {y}"),
    "2026-1-5": _day("{y}-{m}-{d}"),
    "2026.11.20": _day("{y}.{mm}.{dd}"),
    "20261120": _day("{y}{mm}{dd}"),
    "20-Nov-2026": _day("{dd}-{M:.3}-{y}"),
    "T00:00:00": _day("{y}-{mm}-{dd}T00:00:00"),
}


def _money(_n: str, _v: Any, schema: Any) -> bool:
    return r"\.[0-9]{2}" in schema.get("pattern", "")


def _money_ending(end: str) -> Any:
    return lambda n, v, s: _money(n, v, s) and v.endswith(end)


TYPES |= {
    "an amount with its code in front": _rule(_money, lambda v: f"EUR {v}"),
    "an amount with a comma": _rule(_money, lambda v: v.replace(".", ",")),
    "an amount without cents": _rule(_money_ending(".00"), lambda v: v[:-3]),
    "an amount in an object": _rule(_money, lambda v: {"value": v, "currency": "EUR"}),
    "an amount with one place": _rule(_money_ending("0"), lambda v: v[:-1]),
}


def _choice(_n: str, value: Any, schema: Any) -> bool:
    return isinstance(value, str) and bool(schema.get("enum"))


def _choice_slip(call: Call, dice: random.Random) -> Arguments | None:
    fits = lambda n, v, s: _choice(n, v, s) and len(v) > 5  # noqa: E731
    return change(call, dice, fits, lambda v: _next_key(v, dice))


_SAID: Final[dict[str, tuple[str, ...]]] = {
    "no longer needed": (
        "No longer needed by the customer",
        "customer no longer needs it",
        "not needed any more",
        "no longer need the order",
    ),
    "ordered by mistake": (
        "it was ordered by mistake",
        "ordered in error",
        "customer ordered by mistake",
        "mistakenly ordered",
    ),
    "damaged": ("was damaged", "Damaged item", "the item is broken"),
    "defective": ("faulty", "item is defective"),
    "wrong_item": ("wrong items", "the wrong item", "wrong article"),
    "missing_part": ("a missing part", "missing a part", "parts are missing"),
    "not_received": ("item not received", "has not been received"),
    "urgent": ("URGENT!", "very urgent"),
    "high": ("priority: high", "high-priority"),
    "normal": ("regular", "normal prio"),
    "low": ("low prio", "LOW."),
    "problem": ("problem report", "PROBLEM"),
    "delivered": ("was delivered", "Delivered."),
    "cancelled": ("cancelled order", "canceled"),
    "shipped": ("has shipped", "Shipped!"),
    "double": ("double-bed", "doubles"),
    "standard": ("normal", "standard service"),
    "express": ("express shipping", "EXPRESS service"),
    "push_message": ("push", "push messages"),
    "letter": ("letters", "by letter"),
    "under_1000": ("under 1000 EUR", "Under 1000"),
    "this_quarter": ("during this quarter", "this quarter"),
}


def _choice_said(call: Call, dice: random.Random) -> Arguments | None:
    return change(
        call, dice, lambda n, v, s: _choice(n, v, s) and v in _SAID, lambda v: dice.choice(_SAID[v])
    )


ENUMS: Final[dict[str, Changed]] = {
    "a neighbour on the keyboard": _choice_slip,
    "said otherwise": _choice_said,
    "dots": _rule(_choice, lambda v: re.sub(r"[_ ]", ".", v)),
    "no separators": _rule(_choice, lambda v: re.sub(r"[_ ]", "", v)),
    "a full stop": _rule(_choice, lambda v: v.capitalize() + "."),
    "in a list": _rule(_choice, lambda v: [v]),
    "in an object": _rule(_choice, lambda v: {"value": v}),
    "spaces around": _rule(_choice, lambda v: f"  {v}\n"),
    "PascalCase": _rule(_choice, lambda v: re.sub(r"(?:^|[_ ])(\w)", lambda m: m[1].upper(), v)),
}


def _id(into: Any) -> Changed:
    return lambda call, dice: change(call, dice, is_id(call), into)


def _named_id(form: str) -> Changed:
    def mutate(call: Call, dice: random.Random) -> Arguments | None:
        names = [name for name, value in call.arguments.items() if is_id(call)(name, value, {})]
        if not names:
            return None
        name = dice.choice(names)
        noun = name.removesuffix("_id").replace("_", " ")
        return {**call.arguments, name: form.format(noun=noun, id=call.arguments[name])}

    return mutate


def _digits_as_float(value: str) -> Any:
    return float(re.sub(r"\D", "", value)) if re.fullmatch(r"\D*[1-9]\d*", value) else value


IDS: Final[dict[str, Changed]] = {
    "Order: O-10042": _named_id("{noun}: {id}"),
    "order no. O-10042": _named_id("{noun} no. {id}"),
    "order id O-10042": _named_id("{noun} id {id}"),
    "ORDER #O-10042": _named_id("{noun} #{id}"),
    "bold": _id(lambda v: f"**{v}**"),
    "code": _id(lambda v: f"`{v}`"),
    "angle brackets": _id(lambda v: f"<{v}>"),
    "double quotes": _id(lambda v: f'"{v}"'),
    "a trailing space": _id(lambda v: f"{v}  "),
    "a tab and a line": _id(lambda v: f"\t{v}\n"),
    "title case": _id(str.title),
    "slash": _id(lambda v: re.sub(r"[-_](?=\d)", "/", v)),
    "en dash": _id(lambda v: v.replace("-", "–") if "-" in v else v),
    "digits as a float": _id(_digits_as_float),
    "a comma at the end": _id(lambda v: f"{v},"),
    "in a list": _id(lambda v: [v]),
    "in an object": _id(lambda v: {"id": v}),
}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _named(call: Call, name: str = "name", key: str = "arguments") -> dict[str, Any]:
    return {name: call.contract.name, key: call.arguments}


def _some_in_words(call: Call, dice: random.Random) -> Written | None:
    names = list(call.arguments)
    if len(names) < 2:
        return None
    inside = set(dice.sample(names, max(1, len(names) // 2)))
    word = dice.choice(("more", "extra", "item", "return", "filters", "update"))
    rest = {name: value for name, value in call.arguments.items() if name not in inside}
    return (
        {**rest, word: {name: call.arguments[name] for name in inside}}
        if word not in rest
        else None
    )


_WRAPPERS: Final = ("kwargs", "options", "fields", "json", "tool_input")
_SCHEMA_WORDS: Final = {"additionalProperties": False, "type": "object"}


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def _pairs(call: Call) -> list[Any]:
    return [{"key": name, "value": value} for name, value in call.arguments.items()]


def _sent(call: Call) -> dict[str, Any]:
    """As providers send a function: the arguments are a text."""
    return {"name": call.contract.name, "arguments": _text(call.arguments)}


def _python(call: Call) -> str:
    inner = ", ".join(f"{name}={value!r}" for name, value in call.arguments.items())
    return f"{call.contract.name}({inner})"


def _curled(call: Call) -> str:
    return _text(call.arguments).replace('{"', "{“").replace('": ', "”: ", 1)


def _invoked(call: Call) -> str | None:
    if not all(isinstance(value, str) for value in call.arguments.values()):
        return None
    inner = (f'<parameter name="{k}">{v}</parameter>' for k, v in call.arguments.items())
    return f'<invoke name="{call.contract.name}">{"".join(inner)}</invoke>'


FLATTENED: Final[dict[str, Changed]] = {
    "in kwargs": lambda call, dice: {dice.choice(_WRAPPERS): call.arguments},
    "under the tool in camelCase": lambda call, _: {_camel(call.contract.name): call.arguments},
    "a call with an id": lambda call, _: {"id": "call_1", **_named(call)},
    "tool_name and tool_input": lambda call, _: _named(call, "tool_name", "tool_input"),
    "action and action_input": lambda call, _: _named(call, "action", "action_input"),
    "function and parameters": lambda call, _: _named(call, "function", "parameters"),
    "three wrappers": lambda call, _: {"input": {"arguments": {"params": call.arguments}}},
    "text in two wrappers": lambda call, _: {"input": {"arguments": _text(call.arguments)}},
    "keys and values": lambda call, _: {"parameters": _pairs(call)},
    "a part in an object": _some_in_words,
    "tool_calls": lambda call, _: {"tool_calls": [{"type": "function", "function": _sent(call)}]},
    "with the schema's words": lambda call, _: call.arguments | _SCHEMA_WORDS,
    "with its own name": lambda call, _: {**call.arguments, "tool": call.contract.name},
    "with empty ones": lambda call, _: {**call.arguments, "notes": None, "metadata": {}},
}
BROKEN: Final[dict[str, Changed]] = {
    "single quotes and a comma": lambda call, _: repr(call.arguments)[:-1] + ",}",
    "a semicolon behind": lambda call, _: _text(call.arguments) + ";",
    "a word in front": lambda call, _: "json\n" + _text(call.arguments),
    "a label in front": lambda call, _: "Arguments: " + _text(call.arguments),
    "words behind": lambda call, _: _text(call.arguments) + "\n\nI hope that helps.",
    "in a fence": lambda call, _: f"```\n{_text(call.arguments)}\n```",
    "a template's mark behind": lambda call, _: _text(call.arguments) + "<|im_end|>",
    "a list of one": lambda call, _: f"[{_text(call.arguments)}]",
    "Python's True": lambda call, _: repr({**call.arguments}),
    "quotes that curl": lambda call, _: _curled(call),
}


def _tagged(call: Call) -> str:
    return f"<tool_call>\n{_text(_named(call))}\n</tool_call>"


def _in_fence(call: Call) -> str:
    return f"```json\n{json.dumps(_named(call), indent=2)}\n```"


def _envelope(call: Call) -> dict[str, Any]:
    return {"tool_calls": [{"id": "x", "function": _sent(call)}]}


LEAKED: Final[dict[str, Changed]] = {
    "in a python fence": lambda call, _: f"```python\n{_python(call)}\n```",
    "a list of Python calls": lambda call, _: f"[{_python(call)}]",
    "function_call tags": lambda call, _: f"<function_call>{_text(_named(call))}</function_call>",
    "tool tags": lambda call, _: f"<tool>{_text(_named(call, 'tool', 'args'))}</tool>",
    "an xml fence around tags": lambda call, _: f"```xml\n{_tagged(call)}\n```",
    "a thought first": lambda call, _: f"<think>I need the order.</think>\n{_text(_named(call))}",
    "words, a fence, words": lambda call, _: f"Let me check.\n{_in_fence(call)}\nOne moment.",
    "the name before the object": lambda call, _: f"{call.contract.name}\n{_text(call.arguments)}",
    "single quotes in tags": lambda call, _: f"<tool_call>{_named(call)!r}</tool_call>",
    "tool_calls envelope": lambda call, _: _text(_envelope(call)),
    "function as the key": lambda call, _: _text(_named(call, "function")),
    "invoke": lambda call, _: _invoked(call),
}
KINDS: Final[dict[str, dict[str, Changed]]] = {
    "renamed": NAMES,
    "type": TYPES,
    "enum": ENUMS,
    "id": IDS,
    "flattened": FLATTENED,
    "broken": BROKEN,
    "leaked": LEAKED,
}
