"""One line an arm, from the news."""

from sandbox.compare.news import News
from sandbox.tui.comparing.progress import Doing

S = 1_000_000_000


def after(*news: News, start: int = 0) -> Doing:
    """What an arm does after `news`, a second apart."""
    doing = Doing(heard=start)
    for second, one in enumerate(news, 1):
        doing = doing.hear(one, start + second * S)
    return doing


def test_a_line_says_turn_hops_time_and_what_runs():
    doing = after(
        News(0, 1, "opened", text="s-1"),
        News(0, 1, "turn", turn=1),
        News(0, 1, "hop", 1, "1.1", "redact"),
        News(0, 1, "hop_done", 1, "1.1", "redact"),
        News(0, 1, "hop", 1, "1.2", "execute", "orders.get_order"),
    )
    assert doing.words(2, 1, 6 * S) == "0 of 2 · 2 hops · 4.00 s · execute orders.get_order"


def test_streamed_words_show_until_the_next_hop():
    begun = (News(0, 1, "opened"), News(0, 1, "turn", turn=1), News(0, 1, "hop", 1, "1.1", "infer"))
    doing = after(
        *begun, News(0, 1, "text", 1, text="I am "), News(0, 1, "text", 1, text="sor\nry")
    )
    assert "“I am sor ry”" in doing.words(1, 1, 5 * S)
    doing = doing.hear(News(0, 1, "hop", 1, "1.2", "parse"), 6 * S)
    assert "sor" not in doing.words(1, 1, 6 * S)


def test_an_arm_without_news_says_for_how_long():
    doing = after(News(0, 1, "opened"), News(0, 1, "turn", turn=1))
    assert "no word for" not in doing.words(1, 1, 7 * S)
    assert "no word for 40 s" in doing.words(1, 1, 42 * S)


def test_an_arm_that_asks_says_so_and_not_how_long_it_waits():
    doing = Doing(opened=True, asks=True, turn=1, began=1, hops=3)
    assert doing.words(1, 1, 90 * S) == "0 of 1 · 3 hops · ? asks you"


def test_the_next_run_begins_anew_and_counts_on():
    doing = after(
        News(0, 1, "opened"),
        News(0, 1, "turn", turn=1),
        News(0, 1, "turn_done", 1),
        News(0, 1, "ended", state="timed_out", text="too long"),
    )
    assert (doing.state, doing.why, doing.done) == ("timed_out", "too long", 1)
    doing = doing.hear(News(0, 2, "opened"), 9 * S)
    assert (doing.state, doing.why) == ("running", "")
    assert doing.words(3, 3, 9 * S).startswith("run 2 · 1 of 3")
