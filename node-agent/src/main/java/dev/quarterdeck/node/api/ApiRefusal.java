package dev.quarterdeck.node.api;

/** A request that cannot be served; the code and the text are the answer. */
final class ApiRefusal extends RuntimeException {
    private final int code;

    ApiRefusal(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
