package dev.quarterdeck.state.admission.policy;

/** A policy or binding that can't be carried out as it is configured. The message is what users are told. */
final class ConfigurationFailure extends Exception {
    ConfigurationFailure(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
