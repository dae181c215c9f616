from pathlib import Path

import torch

from training.mean import loaded, mean

SHIPPED = Path(__file__).parents[2] / "index" / "data" / "second_reader"


def test_a_mean_lies_where_its_shares_say():
    one, other = {"w": torch.tensor([1.0, 2.0])}, {"w": torch.tensor([5.0, 6.0])}
    assert mean([(3.0, one), (1.0, other)])["w"].tolist() == [2.0, 3.0]


def test_the_mean_of_a_reader_and_itself_is_that_reader():
    weights, training = loaded(SHIPPED)
    again = mean([(0.5, weights), (0.5, weights)])
    assert all(torch.equal(again[name], weights[name]) for name in weights)
    assert training["sequences"] > 0


def test_a_checkpoint_tells_how_it_was_trained(tmp_path: Path):
    progress = {"step": 3, "sequences": 48, "pool": 1, "seconds": 360.0}
    options = {"seed": 5, "data": "/elsewhere", "rate": 5e-5}
    state = {"weights": {"w": torch.ones(2)}, "progress": progress, "options": options}
    torch.save(state, tmp_path / "checkpoint.pt")
    weights, training = loaded(tmp_path / "checkpoint.pt")
    assert weights["w"].tolist() == [1.0, 1.0]
    assert training == {
        "steps": 3,
        "sequences": 48,
        "hours": 0.1,
        "options": {"seed": 5, "rate": 5e-5},
    }
