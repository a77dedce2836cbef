"""Fields whose values are whole statements: what a sentence says decides, not how it is worded or where it stands.

A network that learns to point at such sentences learns how its few examples are written, and misses the one that is
put otherwise. So each sentence is embedded by the encoder as it was before training, and a linear probe per field reads
the vector (Alain and Bengio 2017, arXiv 1610.01644). Of its few parameters none can remember a sentence. A second probe
skims: it reads the words one by one, at next to no cost, and spares the first what cannot be meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from critic.embedding import Embedder
from critic.evidence import Source, occurrences
from critic.scores import Pointed, Reading, ValueScore
from critic.text.folding import fold
from critic.text.sentences import statements

__all__ = ["StatementReader", "fit_probe"]

LOWEST = -4.0
"""Sentences that score below this logit are not worth a candidate."""
SKIMMED = -2.5
"""Those whose words score below this one are not read: most of what a contract says."""
PENALTY, SKIM_PENALTY = 5e-5, 1e-4
"""L2, on the weights of vectors of length one; less follows the examples' wording, more tells them apart no better."""
STEPS = 300


class StatementReader:
    """Probes for each of some fields, by their names: (2, H + 1) weights of the reading and of the skimming one.

    The last weight is the bias.
    """

    def __init__(self, embedder: Embedder, probes: Mapping[str, Tensor]) -> None:
        """Take the probes; a field without one is none of this reader's business."""
        self._embedder = embedder
        self.probes = dict(probes)

    def scores(self, name: str, texts: Sequence[str]) -> Tensor:
        """Return the logits (N,) that each text is a value of the field of this name, or the best run of a long one."""
        if not texts:
            return torch.zeros(0)
        probe, rest = self.probes[name][0], self._embedder.beyond(texts)
        scores = _logits(self._embedder.embed(texts), probe)
        return _best(scores, rest, _logits(self._embedder.embed([run for _, run in rest]), probe)) if rest else scores

    def read(
        self, source: Source, names: Mapping[int, str], values: Sequence[tuple[int, str]], *, pointing: bool
    ) -> Reading:
        """Score values and point at sentences, for the fields with these numbers and names.

        Args:
            source: the document.
            names: the name of each field by its number.
            values: the draft's values of these fields, each as (number of the field, value).
            pointing: whether to read all sentences for what they state; the values are scored alone otherwise.

        """
        judged = tuple(self._judged(source, names[index], value) for index, value in values)
        return Reading(judged, self._pointed(source, names) if pointing else (), coverage=1.0)

    def _judged(self, source: Source, name: str, value: str) -> ValueScore:
        """Score a value; what stands nowhere in the source is not read."""
        places = occurrences(source, value)
        if not places:
            return ValueScore(None, None, None, 0)
        score = float(self.scores(name, [value])[0])
        return ValueScore(score, score, places[0], len(places))

    def _pointed(self, source: Source, names: Mapping[int, str]) -> tuple[Pointed, ...]:
        ranges = list(statements(source.text))
        if not ranges:
            return ()
        sentences = [source.text[start:end] for start, end in ranges]
        skimmed, rest = self._embedder.skim(sentences), self._embedder.beyond(sentences)
        skimmed_rest = self._embedder.skim([run for _, run in rest]) if rest else skimmed[:0]
        found: dict[tuple[int, str], Pointed] = {}
        for index, name in names.items():
            probe = self.probes[name][1]
            skims = _best(_logits(skimmed, probe), rest, _logits(skimmed_rest, probe))
            likely = [ranges[n] for n in (skims > SKIMMED).nonzero().flatten().tolist()]
            texts = [source.text[start:end] for start, end in likely]
            for (start, end), text, logit in zip(likely, texts, self.scores(name, texts).tolist(), strict=True):
                key = index, fold(text)
                if logit > LOWEST and key not in found:
                    found[key] = Pointed(index, text, start, end, logit, 1)
        return tuple(sorted(found.values(), key=lambda p: (p.field, -p.span, p.start)))


def fit_probe(embedder: Embedder, stating: Sequence[str], others: Sequence[str]) -> Tensor:
    """Return the probes (2, H + 1) that tell statements from other sentences, by penalised logistic regression.

    Both kinds weigh the same in total, however many there are of each.
    """
    texts = [*stating, *others]
    return torch.stack(
        [
            _fitted(embedder.embed(texts), len(stating), PENALTY),
            _fitted(embedder.skim(texts), len(stating), SKIM_PENALTY),
        ]
    )


def _fitted(vectors: Tensor, stating: int, penalty: float) -> Tensor:
    """Fit one probe (H + 1,) with L-BFGS; the first ``stating`` vectors are of statements."""
    right = torch.arange(len(vectors)) < stating
    weights = torch.where(right, 0.5 / stating, 0.5 / (len(vectors) - stating))
    probe = torch.zeros(vectors.shape[1] + 1, requires_grad=True)
    optimiser = torch.optim.LBFGS([probe], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        each = torch.nn.functional.binary_cross_entropy_with_logits(
            _logits(vectors, probe), right.float(), weight=weights, reduction="sum"
        )
        value = each + penalty * (probe[:-1] ** 2).sum()
        value.backward()
        return value

    optimiser.step(loss)
    return probe.detach()


def _logits(vectors: Tensor, probe: Tensor) -> Tensor:
    return vectors @ probe[:-1] + probe[-1]


def _best(scores: Tensor, rest: Sequence[tuple[int, str]], further: Tensor) -> Tensor:
    """Return the scores (N,) of texts, each raised to the best of its further runs in ``rest``."""
    return scores.scatter_reduce(0, torch.tensor([number for number, _ in rest], dtype=torch.int64), further, "amax")
