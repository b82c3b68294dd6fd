package dev.quarterdeck.reconcile.client;

import java.time.Duration;

/** One road to the API. Blocking: made for virtual threads. Thread-safe. */
public interface ApiTransport {

    /**
     * Sends a request and returns the body of a successful answer.
     *
     * @throws dev.quarterdeck.kube.status.ApiException for every other answer; 503 where no answer came at all
     * @throws InterruptedException where the calling thread was interrupted; whether the request took effect is then unknown
     */
    byte[] exchange(ApiRequest request) throws InterruptedException;

    /**
     * Reads a watch line by line until the server ends it; the calling thread waits.
     *
     * @param longest when to give up on a server that should have ended it by then: the connection is probably dead
     * @param lines called in order, each line whole and without its end; what it throws ends the watch and is thrown here
     * @throws dev.quarterdeck.kube.status.ApiException where the watch was refused or broke
     */
    void watch(String pathAndQuery, Duration longest, LineConsumer lines) throws InterruptedException;

    /** @param body empty for none */
    record ApiRequest(String method, String pathAndQuery, String contentType, byte[] body) {
        public static final String JSON = "application/json";
        public static final String MERGE_PATCH = "application/merge-patch+json";
        public static final String STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json";

        /** JSON is YAML too. */
        public static final String APPLY_PATCH = "application/apply-patch+yaml";

        public static ApiRequest get(String pathAndQuery) {
            return new ApiRequest("GET", pathAndQuery, JSON, new byte[0]);
        }
    }

    interface LineConsumer {
        void line(byte[] line);
    }
}
