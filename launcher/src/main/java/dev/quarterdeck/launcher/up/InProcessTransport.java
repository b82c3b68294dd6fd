package dev.quarterdeck.launcher.up;

import dev.quarterdeck.gateway.direct.NearRequests;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ApiTransport;
import dev.quarterdeck.reconcile.client.Statuses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Requests of a component to the gateway of its own process, as plain calls; what a call cannot do (lists, watches) goes over the network.
 */
final class InProcessTransport implements ApiTransport {
    private final NearRequests gateway;
    private final List<X509Certificate> identity;
    private final String userAgent;
    private final ApiTransport far;
    private final Semaphore slots;
    private final CallDeadlines deadlines;

    /**
     * @param certificate PEM of whom the component is
     * @param atOnce requests under way; further callers wait their turn
     * @param deadlines of all calls in this process
     */
    InProcessTransport(
            NearRequests gateway,
            Path certificate,
            String userAgent,
            int atOnce,
            CallDeadlines deadlines,
            ApiTransport far) {
        this.slots = new Semaphore(atOnce);
        this.deadlines = deadlines;
        this.gateway = gateway;
        this.identity = read(certificate);
        this.userAgent = userAgent;
        this.far = far;
    }

    private static List<X509Certificate> read(Path certificate) {
        try (InputStream pem = Files.newInputStream(certificate)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException("the certificate " + certificate + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] exchange(ApiRequest request) throws InterruptedException {
        slots.acquire();
        try {
            CompletableFuture<NearRequests.Answer> coming = gateway.send(
                    identity,
                    userAgent,
                    request.method(),
                    request.pathAndQuery(),
                    request.contentType(),
                    request.body());
            if (coming != null) {
                NearRequests.Answer answer = await(coming);
                if (answer.code() >= 300) {
                    throw Statuses.toException(answer.code(), answer.body());
                }
                return answer.body();
            }
        } finally {
            slots.release();
        }
        return far.exchange(request);
    }

    private NearRequests.Answer await(CompletableFuture<NearRequests.Answer> coming) throws InterruptedException {
        try {
            return deadlines.await(coming);
        } catch (ExecutionException e) {
            throw ApiException.unavailable("the API of this process broke off: " + e.getCause(), 1);
        } catch (CancellationException e) {
            throw ApiException.unavailable("no answer in time", 1);
        } catch (InterruptedException e) {
            coming.cancel(true);
            throw e;
        }
    }

    @Override
    public void watch(String pathAndQuery, Duration longest, LineConsumer lines) throws InterruptedException {
        far.watch(pathAndQuery, longest, lines);
    }
}
