package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.record.ChangeType;

/**
 * One event for one watch.
 *
 * @param object the state to show; for an object that left the selection it is the state before, which then goes out under {@code revision}
 */
record WatchEvent(ChangeType type, CachedObject object, long revision) {}
