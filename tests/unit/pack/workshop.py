"""A bicycle workshop: a small pack whose procedures use every kind of step."""

from pathlib import Path
from textwrap import dedent

FILES = {
    "domain.yaml": """
        name: workshop
        title: Spoke & Chain
        version: "1"
        now: 2026-01-02T03:04:05Z
        region: DE
        currency: EUR
        customer_table: people
        principal: {customer: P-01}
        greeting: Hello, this is the workshop.
    """,
    "schema.yaml": """
        tables:
          people:
            service: crm
            noun: person
            key: {prefix: P-, digits: 2}
            owner: id
            columns:
              id: text
              name: {personal: name, required: true}
          repairs:
            service: shop
            noun: repair
            key: {prefix: R-, digits: 3}
            owner: person_id
            columns:
              id: text
              person_id: {references: people, required: true}
              state: {choices: [open, ready, lost]}
              price: text
              parts: text
              discount: text
              note: text
    """,
    "rows/people.csv": """
        id,name
        P-01,Ada Prong
        P-02,Bo Quill
    """,
    "rows/repairs.csv": """
        id,person_id,state,price,parts,discount,note
        R-001,P-01,ready,120.00,19.90,,
        R-002,P-01,open,35.50,0.00,,
        R-003,P-01,lost,80.00,0.00,,
    """,
    "tools.yaml": """
        get_repair:
          service: shop
          description: One repair with its state and its price.
          references: {repair_id: repairs}
          arguments:
            type: object
            required: [repair_id]
            additionalProperties: false
            properties:
              repair_id: {type: string}
          result:
            type: object
            properties:
              id: {type: string}
              state: {type: string}
              price: {type: string}
              parts: {type: string}
        give_discount:
          service: shop
          description: Takes an amount off the price of a repair.
          effect: write
          scopes: [shop:write]
          idempotency: [repair_id]
          references: {repair_id: repairs}
          arguments:
            type: object
            required: [repair_id, amount, reason]
            additionalProperties: false
            properties:
              repair_id: {type: string}
              amount: {type: string}
              reason: {type: string, enum: [late, loyal, damaged]}
          result:
            type: object
            properties:
              amount: {type: string}
        hand_off:
          service: crm
          description: Passes the conversation to a person.
          effect: write
          scopes: [crm:write]
          idempotency: [reason]
          arguments:
            type: object
            required: [reason]
            additionalProperties: false
            properties:
              reason: {type: string}
          result:
            type: object
            properties:
              case_id: {type: string}
    """,
    "tools.py": """
        from sandbox.api import World, tool


        @tool
        def get_repair(world: World, repair_id: str) -> dict[str, object]:
            row = world.row("repairs", repair_id)
            return {name: row[name] for name in ("id", "state", "price", "parts")}


        @tool
        def give_discount(
            world: World, repair_id: str, amount: str, reason: str
        ) -> dict[str, object]:
            world.update("repairs", repair_id, discount=amount, note=reason)
            return {"amount": amount}


        @tool
        def hand_off(world: World, reason: str) -> dict[str, object]:
            return {"case_id": "1"}
    """,
    "intents.yaml": """
        intents:
          - id: discount
            title: A discount on a repair
            procedure: discount
            examples:
              - my repair took too long, I want a discount
              - I want money off my repair
              - can I have a discount on the repair
              - the repair was late, give me a discount
              - discount please
          - id: hours
            title: Opening hours
            procedure: hours
            examples:
              - when are you open
              - what are your opening hours
              - are you open on saturday
              - when do you close
              - which days is the workshop open
    """,
    "procedures/discount.md": """
        ---
        id: discount
        title: A discount on a repair
        version: "1"
        intent: discount
        needs: [repair_id]
        variables:
          repair_id: {type: row, table: repairs, ask: Which repair is it about?}
          late:
            type: yes_no
            ask: Was it late?
        ---

        Be brief.

        ```steps
        do find_repair
        read "terms"
        ask late
        when not late:
          say "Then there is no discount on {get_repair.id}."
          stop
        let labour = get_repair.price - get_repair.parts
        let off = round(labour * 0.1, 2)
        when off > 5:
          approve "a discount of {off} on repair {repair_id}"
          otherwise:
            say "My colleague did not agree to that."
            stop
        call give_discount(repair_id, amount=off, reason="late")
        say "I took {give_discount.amount} off the price of {get_repair.id}."
        ```
    """,
    "procedures/find_repair.md": """
        ---
        id: find_repair
        title: Find a repair
        version: "1"
        variables:
          repair_id: {type: row, table: repairs, ask: Which repair is it about?}
        ---

        Never guess the number of a repair.

        ```steps
        ask repair_id
        call get_repair(repair_id)
        when get_repair.state == "lost":
          switch lost
        ```
    """,
    "procedures/lost.md": """
        ---
        id: lost
        title: A bicycle that is lost
        version: "1"
        ---

        ```steps
        hand_off "a bicycle is lost"
        ```
    """,
    "procedures/hours.md": """
        ---
        id: hours
        title: Opening hours
        version: "1"
        intent: hours
        ---

        ```steps
        read hours
        say "We are open from Monday to Friday, 9 to 18."
        ```
    """,
    "policy/rules.rego": """
        package policy

        import rego.v1

        decisions contains {"verdict": "allow", "rule": "all"} if {
            input.tool.effect in {"read", "write"}
        }
    """,
    "policy/data.yaml": "limits: {price: '10.00'}\n",
    "knowledge/hours.md": """
        ---
        id: hours
        title: Opening hours
        tags: [hours]
        ---

        Monday to Friday from 9 to 18, and never on a Saturday.
    """,
    "knowledge/terms.md": """
        ---
        id: terms
        title: Terms of a discount
        tags: [terms]
        ---

        A tenth of the labour, never of the parts.
    """,
    "prompts/agent.md.j2": """
        ---
        id: agent
        version: "1"
        variables: [guidance, procedure, state, passages, abilities, summary, now]
        ---
        It is {{ now }}. {{ guidance }}
        {% if passages %}
        <passages>
        {% for passage in passages %}
        <passage id="{{ passage.id }}" title="{{ passage.title }}">{{ passage.text }}</passage>
        {% endfor %}
        </passages>
        {% endif %}
        <abilities>
        {% for ability in abilities %}
        {{ ability }}
        {% endfor %}
        </abilities>
        {{ summary }}
        {{ procedure }}
        {{ state }}
    """,
}


def write_workshop(root: Path, **changed: str) -> Path:
    """The pack in folder `root`; `changed`: procedures by id, in place of its own or more."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    for name, text in changed.items():
        (root / f"procedures/{name}.md").write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return root
