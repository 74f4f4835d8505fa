"""What a person did between turns is told by the engine itself, in the next reply."""

from sandbox.hub.agent import Agent
from sandbox.hub.telling import news_of


def with_news(text: str, agent: Agent) -> str:
    """The reply, after what a colleague has done meanwhile for the customer who speaks now.

    Nothing is added where the reply tells it itself, nor to an empty reply.
    """
    if not text.strip():
        return text
    news = [
        news_of(agent.pack.contracts[deed.done.tool])
        for deed in agent.untold.values()
        if deed.news and agent.concerns(deed) and not agent.tells(deed, text)
    ]
    return " ".join([*dict.fromkeys(news), text])
