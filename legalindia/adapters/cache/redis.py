"""A cache in Redis, for all processes of the office on all machines."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any

import structlog
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from legalindia.adapters.cache.protocol import MOST_VALUE_BYTES

log = structlog.get_logger()

# Whoever waits longer than this would have found it out by itself.
ANSWER_SECONDS = 0.1
# One that is away is not asked for so long, or every search would wait for it.
PAUSE_SECONDS = 5


class RedisCache:
    """Keeps values under the keyed hash of their keys: who reads Redis learns no word of what was asked for.

    :param url: `redis://host:port/number`. :param secret: the office's; two offices may share a Redis.
    """

    kind = "redis"

    def __init__(self, url: str, secret: str) -> None:
        self._redis = Redis.from_url(
            url,
            socket_connect_timeout=ANSWER_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._key = hashlib.sha256(b"legalindia.cache" + secret.encode()).digest()
        self._ask_again_at = 0.0

    def get(self, key: str) -> bytes | None:
        value = self._asked(lambda: self._redis.get(self._name(key)))
        return value if isinstance(value, bytes) else None

    def put(self, key: str, value: bytes, *, seconds: int) -> None:
        if len(value) <= MOST_VALUE_BYTES:
            self._asked(lambda: self._redis.set(self._name(key), value, ex=seconds))

    def _asked(self, ask: Callable[[], Any]) -> Any:
        if time.monotonic() < self._ask_again_at:
            return None
        try:
            return ask()
        except (RedisError, OSError) as error:
            self._ask_again_at = time.monotonic() + PAUSE_SECONDS
            log.warning("cache.away", error=type(error).__name__)
            return None

    def _name(self, key: str) -> str:
        return f"legalindia.cache.{hmac.new(self._key, key.encode(), hashlib.sha256).hexdigest()}"
