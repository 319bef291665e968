"""A Redis cache that forgives: when Redis is away, a look-up is a miss."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Answers "not found" instead of failing the page while Redis is down."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the cached value, or the default when Redis is away."""
        try:
            return super().get(key, default, version)
        except RedisError as error:
            logger.warning("cache get failed: %s", error)
            return default

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """Store the value, or drop it when Redis is away."""
        try:
            super().set(key, value, *args, **kwargs)
        except RedisError as error:
            logger.warning("cache set failed: %s", error)
