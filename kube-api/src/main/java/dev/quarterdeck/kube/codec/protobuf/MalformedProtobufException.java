package dev.quarterdeck.kube.codec.protobuf;

/** Bytes that are no protobuf message of the kind they claim to be. */
public final class MalformedProtobufException extends RuntimeException {
    public MalformedProtobufException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
