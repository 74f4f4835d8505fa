"""Wrong names of arguments: another case, another word, a letter too few."""

import random
import re
from collections.abc import Mapping
from typing import Any, Final

from sandbox.bench.bad_calls.corpus import Arguments, Call
from sandbox.bench.bad_calls.values import Changed

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "order_id": ("order_number", "order", "order_no", "id", "orderid", "order_ref", "purchase_id"),
    "item_ids": ("items", "item_id", "item_id_list", "item_list", "items_ids"),
    "new_item_ids": ("new_items", "new_item_id", "new_item_list"),
    "payment_method_id": ("payment_method", "payment_id", "payment", "method_id", "pay_method_id"),
    "user_id": ("user", "customer_id", "userid", "username", "user_name", "account_id"),
    "product_id": ("product", "product_number", "product_no", "id"),
    "reason": ("cancel_reason", "cancellation_reason", "reason_code", "cause", "why"),
    "email": ("email_address", "e_mail", "mail", "user_email", "customer_email"),
    "zip": ("zip_code", "zipcode", "postal_code", "postcode"),
    "address1": ("address_1", "address_line1", "address_line_1", "street", "street_address"),
    "address2": ("address_2", "address_line2", "address_line_2", "apartment"),
    "city": ("town", "city_name"),
    "state": ("province", "region", "state_code"),
    "country": ("country_name", "nation", "country_code"),
    "first_name": ("firstname", "given_name", "fname"),
    "last_name": ("lastname", "surname", "family_name", "lname"),
    "summary": ("issue_summary", "description"),
    "thought": ("thoughts", "thinking"),
    "expression": ("expr", "formula"),
    "customer_id": ("customer", "customer_number", "user_id", "client_id", "cust_id"),
    "ticket_id": ("ticket", "ticket_number", "case_id", "id"),
    "lead_id": ("lead", "lead_number"),
    "slot_id": ("slot", "time_slot_id", "slot_number"),
    "line": ("line_number", "line_no", "position", "line_item", "order_line"),
    "amount": ("refund_amount", "sum", "total", "amount_eur", "value"),
    "currency": ("currency_code", "ccy"),
    "limit": ("max_results", "max", "count"),
    "status": ("state", "new_status", "order_status"),
    "subject": ("title", "topic", "ticket_subject"),
    "description": ("details", "desc", "text"),
    "body": ("comment", "text", "message", "content"),
    "type": ("ticket_type", "kind", "category"),
    "priority": ("prio", "urgency"),
    "group": ("team", "department"),
    "phone": ("phone_number", "telephone", "mobile"),
    "query": ("search", "q", "search_query", "keywords"),
    "mailing_street": ("street", "street_address"),
    "mailing_city": ("city", "town"),
    "mailing_postal_code": ("postal_code", "zip_code", "zip"),
    "number_of_employees": ("employees", "employee_count", "num_employees"),
    "timeline": ("time_frame", "timeframe"),
    "product_interest": ("interest", "product"),
    "max_price": ("price_max", "maximum_price"),
    "only_open": ("open_only",),
    "room_id": ("room", "room_number"),
    "member_id": ("member", "member_number"),
    "account_id": ("account", "account_number", "account_no"),
    "start_date": ("start", "from_date", "start_day"),
    "end_date": ("end", "until_date", "end_day"),
    "guests": ("guest_count", "number_of_guests", "num_guests"),
    "weight": ("weight_kg", "parcel_weight"),
    "service_level": ("service", "level"),
    "channels": ("channel", "channel_list"),
    "language": ("lang", "locale", "language_code"),
    "address": ("addr", "shipping_address", "delivery_address"),
    "items": ("item_list", "line_items"),
    "due_on": ("due_date", "due"),
}
SHORT: Final = {
    "order": "ord",
    "customer": "cust",
    "product": "prod",
    "payment": "pmt",
    "account": "acct",
    "address": "addr",
    "number": "num",
    "method": "meth",
    "amount": "amt",
    "currency": "curr",
    "ticket": "tkt",
    "description": "descr",
    "category": "cat",
    "language": "lang",
    "quantity": "qty",
    "message": "msg",
    "member": "mem",
    "expression": "expr",
    "summary": "summ",
    "status": "stat",
    "reason": "rsn",
    "priority": "prio",
}


def rename(arguments: Arguments, old: str, new: str) -> Arguments | None:
    """None where `new` is taken."""
    if new == old or new in arguments:
        return None
    return {new if name == old else name: value for name, value in arguments.items()}


def any_name(call: Call, dice: random.Random) -> str:
    return dice.choice(list(call.arguments))


def camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def _cased(way: Any) -> Any:
    def mutate(call: Call, dice: random.Random) -> Arguments | None:
        name = any_name(call, dice)
        return rename(call.arguments, name, way(name))

    return mutate


def _all_cased(way: Any) -> Any:
    def mutate(call: Call, dice: random.Random) -> Arguments | None:
        found = {way(name): value for name, value in call.arguments.items()}
        return found if found.keys() != call.arguments.keys() else None

    return mutate


def synonym(words: Mapping[str, tuple[str, ...]]) -> Changed:
    """One of the names that `words` knows becomes one of its other words."""

    def mutate(call: Call, dice: random.Random) -> Arguments | None:
        known = [name for name in call.arguments if name in words]
        if not known:
            return None
        name = dice.choice(known)
        return rename(call.arguments, name, dice.choice(words[name]))

    return mutate


def _short(call: Call, dice: random.Random) -> Arguments | None:
    name = any_name(call, dice)
    return rename(call.arguments, name, "_".join(SHORT.get(w, w) for w in name.split("_")))


def _plural(call: Call, dice: random.Random) -> Arguments | None:
    name = any_name(call, dice)
    return rename(call.arguments, name, name[:-1] if name.endswith("s") else name + "s")


def slip(text: str, dice: random.Random) -> str:
    """A letter inside is left out, doubled or swapped with the next; short words stay."""
    if len(text) < 5:
        return text
    at = dice.randrange(1, len(text) - 1)
    ways = (
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    return dice.choice(ways)


def _typo(call: Call, dice: random.Random) -> Arguments | None:
    name = any_name(call, dice)
    return rename(call.arguments, name, slip(name, dice))


def _prefixed(call: Call, dice: random.Random) -> Arguments | None:
    ids = [name for name in call.arguments if name in call.contract.references]
    name = dice.choice(ids) if ids else any_name(call, dice)
    fronts = ("customer_", "the_", "target_", "current_") if ids else ("the_", "input_")
    return rename(call.arguments, name, dice.choice(fronts) + name)


def _suffixed(call: Call, dice: random.Random) -> Arguments | None:
    name = any_name(call, dice)
    return rename(call.arguments, name, name + dice.choice(("_value", "_str", "_field", "_param")))


MISCASED: Final = {
    "camelCase": _cased(camel),
    "PascalCase": _cased(lambda name: camel(name)[:1].upper() + camel(name)[1:]),
    "kebab-case": _cased(lambda name: name.replace("_", "-")),
    "UPPER_CASE": _cased(str.upper),
    "Title Case": _cased(lambda name: name.replace("_", " ").title()),
    "with spaces": _cased(lambda name: name.replace("_", " ")),
    "runtogether": _cased(lambda name: name.replace("_", "")),
    "all in camelCase": _all_cased(camel),
    "all in kebab-case": _all_cased(lambda name: name.replace("_", "-")),
    "dots": _cased(lambda name: name.replace("_", ".")),
}
RENAMED: Final = {
    "synonym": synonym(SYNONYMS),
    "synonym again": synonym(SYNONYMS),
    "abbreviated": _short,
    "plural or singular": _plural,
    "typo": _typo,
    "a word in front": _prefixed,
    "a word behind": _suffixed,
}
