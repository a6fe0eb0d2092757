"""The network that reads a question and a sentence together: its shape, its training, its file.

Two transformer layers over the word-piece vectors of the frozen MiniLM, so half a million
weights learn from a few thousand questions what a fine-tuned MiniLM needs far more for.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from tqdm import tqdm

from rag.answering.reader.joint import MARKS, Pair, batch

if TYPE_CHECKING:
    from numpy.typing import NDArray

VECTOR = 384
WIDTH = 160
HEADS = 4
LAYERS = 2
HIDDEN = 64
QUESTIONS = 12  # in one step
RATE = 1e-3
EPOCHS = 3.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """One sentence for one question: whether it answers, and which of its pair's pieces are the answer."""

    pair: Pair
    measured: NDArray[np.float32]  # (features,)
    answers: bool
    answer_pieces: NDArray[np.bool_]  # (pieces of the pair,)


class Layer(nn.Module):
    """Self-attention and a feed-forward part, each normed before (Vaswani et al. 2017, Xiong et al. 2020).

    Not torch's own layer: its attention writes the number of pieces into what is exported.
    """

    def __init__(self) -> None:
        super().__init__()
        self.before, self.after = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.mix = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        self.drop = nn.Dropout(0.1)

    def forward(self, hidden: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """(pairs, pieces, WIDTH) both; what is not there is seen by nobody."""
        parts = self.qkv(self.before(hidden)).unflatten(-1, (3, HEADS, WIDTH // HEADS))
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=there[:, None, None, :])
        hidden = hidden + self.drop(self.mix(seen.transpose(1, 2).flatten(2)))
        fed: torch.Tensor = self.down(self.drop(functional.gelu(self.up(self.after(hidden)))))
        return hidden + self.drop(fed)


class Network(nn.Module):
    """The log-odds that the sentence answers the question, and of each piece that it is in the answer."""

    def __init__(self, mean: NDArray[np.float32], scale: NDArray[np.float32]) -> None:
        super().__init__()
        self.mean, self.scale = nn.Parameter(torch.tensor(mean), False), nn.Parameter(torch.tensor(scale), False)
        self.pieces, self.marks = nn.Linear(VECTOR, WIDTH), nn.Linear(MARKS, WIDTH)
        self.segments, self.whole = nn.Embedding(3, WIDTH), nn.Parameter(torch.zeros(WIDTH))
        self.before, self.after = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.drop, self.piece = nn.Dropout(0.15), nn.Linear(WIDTH, 1)
        self.joined, self.out = nn.Linear(2 * WIDTH + len(mean), HIDDEN), nn.Linear(HIDDEN, 1)

    def forward(
        self,
        pieces: torch.Tensor,
        marks: torch.Tensor,
        segments: torch.Tensor,
        there: torch.Tensor,
        measured: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """(pairs,) and (pairs, pieces)."""
        hidden = self.pieces(pieces) + self.marks(marks) + self.segments(segments)
        # Written so that the exported network takes any number of pairs and of pieces.
        hidden = self.before(torch.cat([hidden[:, :1] * 0 + self.whole, hidden], dim=1))
        seen = torch.cat([there[:, :1] | ~there[:, :1], there], dim=1)
        for layer in self.layers:
            hidden = layer(hidden, seen)
        hidden = self.after(hidden)
        sentence = ((segments == 1) & there).float()[..., None]
        mean = (hidden[:, 1:] * sentence).sum(dim=1) / sentence.sum(dim=1).clamp(min=1)
        joined = torch.cat([hidden[:, 0], mean, (measured - self.mean) / self.scale], dim=1)
        odds = self.out(functional.gelu(self.joined(self.drop(joined))))[:, 0]
        return odds, self.piece(hidden[:, 1:])[..., 0]


def train(
    count: int,
    lessons_of: Callable[[int, random.Random], Sequence[Lesson]],
    *,
    mean: NDArray[np.float32],
    scale: NDArray[np.float32],
    seed: int = 0,
) -> Network:
    """A network trained on `count` questions; `lessons_of` gives one question's sentences, anew each time.

    loss = cross-entropy of each sentence + half that of the answering sentence among its question's
    + half that of each piece of it; AdamW, a short warm-up, then straight down to 0.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network = Network(mean, scale).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.02, betas=(0.9, 0.98))
    steps = int(count / QUESTIONS * EPOCHS)
    order: list[int] = []
    for step in tqdm(range(steps), desc="joint", unit="step"):
        if len(order) < QUESTIONS:
            order = chance.sample(range(count), count)
        asked = [lessons_of(order.pop(), chance) for _ in range(QUESTIONS)]
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, step / (0.05 * steps)) * (1 - step / steps)
        loss = _loss(network, asked)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
    return network.eval()


def _loss(network: Network, asked: Sequence[Sequence[Lesson]]) -> torch.Tensor:
    lessons = [lesson for own in asked for lesson in own]
    tensors = _tensors(lessons)
    odds, piece_odds = network(**tensors)
    answers = torch.tensor([float(lesson.answers) for lesson in lessons])
    loss = functional.binary_cross_entropy_with_logits(odds, answers, pos_weight=torch.tensor(2.0))
    among = [
        -torch.log_softmax(own_odds, dim=0)[own_answers > 0].mean()
        for own_odds, own_answers in zip(
            odds.split([len(own) for own in asked]), answers.split([len(own) for own in asked]), strict=True
        )
        if own_answers.sum() > 0
    ]
    if among:
        loss = loss + 0.5 * torch.stack(among).mean()
    pieces = [
        (piece_odds[row, : len(lesson.answer_pieces)][sentence], torch.tensor(lesson.answer_pieces[sentence]).float())
        for row, lesson in enumerate(lessons)
        if lesson.answers
        for sentence in [lesson.pair.segments == 1]
    ]
    if pieces:
        told = torch.cat([one for one, _ in pieces])
        held = torch.cat([other for _, other in pieces])
        loss = loss + 0.5 * functional.binary_cross_entropy_with_logits(told, held, pos_weight=torch.tensor(3.0))
    return loss


def _tensors(lessons: Sequence[Lesson]) -> dict[str, torch.Tensor]:
    measured = np.array([lesson.measured for lesson in lessons])
    return {
        name: torch.from_numpy(value) for name, value in batch([lesson.pair for lesson in lessons], measured).items()
    }


def export(network: Network, lessons: Sequence[Lesson], out: Path) -> None:
    """Write the network for onnxruntime; `lessons` only show the shapes."""

    class Told(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, *parts: torch.Tensor) -> Any:
            return self.network(*parts)[0]

    inputs = _tensors(lessons)
    axes: dict[str, dict[int, str]] = {name: {0: "pairs", 1: "most"} for name in inputs if name != "measured"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Told().eval(),
            tuple(inputs.values()),
            str(out),
            input_names=list(inputs),
            output_names=["odds"],
            dynamic_axes=axes | {"measured": {0: "pairs"}, "odds": {0: "pairs"}},
            opset_version=17,
            dynamo=False,
        )
