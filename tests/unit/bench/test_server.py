"""The loopback server of the bench: which reply is due, and that its pieces make up the reply."""

import json

import httpx

from sandbox.bench.server import Loopback, Reply, chunks, due


def test_the_reply_that_is_due_follows_from_the_request_alone() -> None:
    user, call, result = ({"role": role, "content": "hi"} for role in ("user", "assistant", "tool"))
    assert due({"messages": [user]}) == 0
    assert due({"messages": [user, call, result, call, result]}) == 2
    assert due({"messages": [user, call, result, call, user]}) == 0
    assert due({"messages": [{"role": "user", "content": "hello, reply 3"}]}) == 3


def test_the_pieces_of_a_stream_make_up_the_reply() -> None:
    reply = Reply("a text of some length", (("get_order", '{"order_id": "O-10042"}'),))
    body = {"model": "m", "stream_options": {"include_usage": True}}
    deltas = [one["choices"][0]["delta"] for one in chunks(body, reply) if one["choices"]]
    assert "".join(delta.get("content") or "" for delta in deltas) == reply.text
    calls = [call["function"] for delta in deltas for call in delta.get("tool_calls", ())]
    assert calls[0]["name"] == "get_order"
    assert "".join(call["arguments"] for call in calls) == reply.calls[0][1]
    assert [*chunks(body, reply)][-1]["usage"]["total_tokens"] > 0


async def test_a_client_gets_the_reply_streamed_or_whole() -> None:
    reply = Reply("hello there, this is more than one piece")
    body = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
    async with Loopback([reply], keep=True) as server, httpx.AsyncClient() as client:
        address = f"{server.base}/chat/completions"
        whole = (await client.post(address, json=body)).json()
        streamed = (await client.post(address, json={**body, "stream": True})).text
        assert len(server.bodies) == 2
    assert whole["choices"][0]["message"]["content"] == reply.text
    events = [line[6:] for line in streamed.splitlines() if line.startswith("data: {")]
    pieces = [json.loads(event)["choices"][0]["delta"].get("content") for event in events]
    assert "".join(piece or "" for piece in pieces) == reply.text
    assert streamed.rstrip().endswith("data: [DONE]")
