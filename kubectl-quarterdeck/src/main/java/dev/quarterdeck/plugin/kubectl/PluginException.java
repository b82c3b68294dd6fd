package dev.quarterdeck.plugin.kubectl;

/** What the user is told instead of a result, in words for people. */
public final class PluginException extends RuntimeException {
    public PluginException(String message) {
        super(message);
    }
}
