"""How like a text is to the example that it is most like."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.routing.features import Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Examples:
    """An inverted index: term t stands in the examples `texts[starts[t]:starts[t + 1]]`.

    `values`: of examples scaled to length 1.
    """

    starts: "NDArray[np.int64]"
    texts: "NDArray[np.int32]"
    values: "NDArray[np.float32]"
    count: int

    def likeness(self, vector: Vector) -> float:
        """0..1.36: the greatest dot product with an example.

        The text's vector keeps its length, which unknown terms shorten.
        """
        import numpy as np

        starts, ends = self.starts[vector.places], self.starts[vector.places + 1]
        lengths = ends - starts
        if not lengths.sum():
            return 0.0
        spans = [slice(a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        texts = np.concatenate([self.texts[span] for span in spans])
        values = np.concatenate([self.values[span] for span in spans])
        values = values * np.repeat(vector.values, lengths)
        return float(np.bincount(texts, values, minlength=self.count).max())


def indexed(vectors: Sequence[Vector], terms: int) -> Examples:
    """The index of these vectors."""
    import numpy as np

    sizes = [len(vector.places) for vector in vectors]
    texts = np.repeat(np.arange(len(vectors), dtype=np.int32), sizes)
    none = np.zeros(0)
    places = np.concatenate([vector.places for vector in vectors] or [none]).astype(np.int32)
    scaled = [v.values / np.sqrt(max(float((v.values**2).sum()), 1e-12)) for v in vectors]
    values = np.concatenate(scaled or [none]).astype(np.float32)
    order = np.argsort(places, kind="stable")
    starts = np.zeros(terms + 1, np.int64)
    np.cumsum(np.bincount(places, minlength=terms), out=starts[1:])
    return Examples(starts, texts[order], values[order], len(vectors))
