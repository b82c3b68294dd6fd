package dev.quarterdeck.stateclient;

import java.util.List;

/**
 * The answer to a write that succeeded.
 *
 * @param code 200, 201 or 202
 * @param json the body in the version that was asked for, UTF-8: the object after the write, or a Status of success
 * @param revision the revision at which it is durable; 0 where nothing was written (dry run, no change)
 * @param warnings texts for {@code Warning: 299} headers
 */
public record WriteResult(int code, byte[] json, long revision, List<String> warnings) {}
