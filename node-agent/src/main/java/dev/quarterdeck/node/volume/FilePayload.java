package dev.quarterdeck.node.volume;

import java.util.Arrays;

/**
 * One file that a volume projects.
 *
 * @param mode permission bits
 */
public record FilePayload(byte[] content, int mode) {

    @Override
    public boolean equals(Object other) {
        return other instanceof FilePayload that && mode == that.mode && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(content) + mode;
    }
}
