"""What waits in the queue can be written by whoever reaches Redis; it must not become a program that we run."""

from __future__ import annotations

import pickle
import uuid
from pathlib import Path

import pytest
from flask import Flask
from huey.registry import Message

from legalindia.background import QueuePlace, SignedCalls, huey
from legalindia.jobs.tasks import take_up
from tests.servers import OwnRedis

SECRET = "a secret for tests, long enough for HS256"


class Bomb:
    """What runs a program when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.mark,))


@pytest.fixture
def calls() -> SignedCalls:
    return SignedCalls(SECRET)


def test_a_call_arrives_as_it_was_sent(calls: SignedCalls) -> None:
    job_id = uuid.uuid4()
    sent = Message(id="1", name="a.task", priority=3, args=(job_id,), kwargs={}, retries=0, retry_delay=0)

    assert calls.deserialize(calls.serialize(sent)) == sent


def test_a_pickle_in_the_queue_runs_nothing(calls: SignedCalls, tmp_path: Path) -> None:
    bomb = pickle.dumps(Bomb(tmp_path / "went off"))

    with pytest.raises(ValueError, match="not one of ours"):
        calls.deserialize(bomb)
    assert not (tmp_path / "went off").exists()


@pytest.mark.parametrize("place", [0, 10, 63, 64, 80, -1])
def test_an_altered_call_is_not_heard(calls: SignedCalls, place: int) -> None:
    message = Message(id="1", name="a.task", priority=None, args=(uuid.uuid4(),), kwargs={})
    data = bytearray(calls.serialize(message))
    data[place] ^= 1

    with pytest.raises(ValueError, match="not one of ours"):
        calls.deserialize(bytes(data))


def test_a_call_of_another_office_is_not_heard(calls: SignedCalls) -> None:
    message = Message(id="1", name="a.task", priority=None, args=(uuid.uuid4(),), kwargs={})

    with pytest.raises(ValueError, match="not one of ours"):
        SignedCalls("another secret").deserialize(calls.serialize(message))


def test_redis_holds_ids_and_nothing_that_unpickles(app: Flask, tmp_path: Path) -> None:
    server = OwnRedis()
    try:
        huey.immediate = False
        huey.connect(app, QueuePlace(server.url, tmp_path / "unused", SECRET))
        job_id = uuid.uuid4()
        take_up(job_id)
        (waiting,) = huey.storage.enqueued_items()
        heard = huey.dequeue()
    finally:
        server.stop()

    assert str(job_id).encode() in waiting
    assert heard.args == (job_id,)
    with pytest.raises((pickle.UnpicklingError, ValueError, KeyError, EOFError)):
        pickle.loads(waiting)  # noqa: S301 - that it cannot be is what is tested
