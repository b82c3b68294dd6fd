package dev.quarterdeck.controller.autoscaling;

/** A metric that cannot be had or cannot be used, in words for the user. */
final class MetricException extends Exception {
    private static final long serialVersionUID = 1L;

    MetricException(String message) {
        super(message, null, false, false);
    }

    String text() {
        return getMessage() == null ? "" : getMessage();
    }

    /** The same, after some words on what was wanted. */
    MetricException within(String words) {
        return new MetricException(words + ": " + text());
    }
}
