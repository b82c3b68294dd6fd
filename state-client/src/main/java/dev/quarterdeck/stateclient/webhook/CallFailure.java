package dev.quarterdeck.stateclient.webhook;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import reactor.netty.http.client.PrematureCloseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** What went wrong with a call, as the reference tells it: people and tests look for these words. Pure. */
final class CallFailure {
    private static final int SHOWN = 1024;

    private CallFailure() {}

    static String words(Throwable error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            switch (at) {
                case TimeoutException timeout -> {
                    return "context deadline exceeded";
                }
                case ReadTimeoutException timeout -> {
                    return "context deadline exceeded";
                }
                case ApiException refusal -> {
                    return refusal.getMessage();
                }
                case UnknownHostException unknown -> {
                    return "dial tcp: lookup " + unknown.getMessage() + ": no such host";
                }
                case ConnectException refused -> {
                    return "dial tcp " + addressIn(refused) + ": connect: connection refused";
                }
                case PrematureCloseException closed -> {
                    return "EOF";
                }
                case CertificateExpiredException old -> {
                    return x509("certificate has expired or is not yet valid");
                }
                case CertificateNotYetValidException young -> {
                    return x509("certificate has expired or is not yet valid");
                }
                case CertPathBuilderException path -> {
                    return x509("certificate signed by unknown authority");
                }
                case CertPathValidatorException path -> {
                    if (path.getCause() == null) {
                        return x509("certificate signed by unknown authority");
                    }
                }
                case CertificateException other -> {
                    if (other.getCause() == null) {
                        return x509("certificate is not valid for the name: " + other.getMessage());
                    }
                }
                default -> {}
            }
        }
        return String.valueOf(error.getMessage());
    }

    private static String x509(String what) {
        return "tls: failed to verify certificate: x509: " + what;
    }

    /** Netty's text ends with {@code host/address:port}. */
    private static String addressIn(ConnectException refused) {
        String text = String.valueOf(refused.getMessage());
        int slash = text.lastIndexOf('/');
        if (slash >= 0) {
            return text.substring(slash + 1);
        }
        int space = text.lastIndexOf(' ');
        return space < 0 ? new InetSocketAddress(0).getHostString() : text.substring(space + 1);
    }

    /** What an HTTP error means where its body is no Status. */
    static String words(int code, byte[] body) {
        String status = statusMessage(body);
        if (!status.isEmpty()) {
            return status;
        }
        return switch (code) {
            case 400 -> "the server rejected our request for an unknown reason";
            case 401 -> "the server has asked for the client to provide credentials";
            case 403 -> text(body);
            case 404 -> "the server could not find the requested resource";
            case 405 -> "the server does not allow this method on the requested resource";
            case 409 -> "the server reported a conflict";
            case 422 -> "the server rejected our request due to an error in our request";
            case 429 -> "the server has received too many requests and has asked us to try again later";
            case 503 -> "the server is currently unable to handle the request";
            case 504 ->
                "the server was unable to return a response in the time allotted, but may still be processing the"
                        + " request";
            default ->
                code >= 500
                        ? "an error on the server (" + Quoting.quote(text(body))
                                + ") has prevented the request from succeeding"
                        : "the server responded with the status code " + code + " but did not return more information";
        };
    }

    private static String statusMessage(byte[] body) {
        try {
            ObjectNode status = Json.read(body);
            return status.path("kind").asString("").equals("Status")
                    ? status.path("message").asString("")
                    : "";
        } catch (JacksonException | IllegalArgumentException notJson) {
            return "";
        }
    }

    private static String text(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "unknown" : text;
    }
}
