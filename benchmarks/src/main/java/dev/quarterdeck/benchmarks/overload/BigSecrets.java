package dev.quarterdeck.benchmarks.overload;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.SplittableRandom;

/** Secrets of a size, of bytes that do not compress. */
final class BigSecrets {
    private BigSecrets() {}

    static String path(Target target) {
        return "/api/v1/namespaces/" + target.namespace + "/secrets";
    }

    static void make(Target target, int count, int bytes) throws IOException, InterruptedException {
        try (Clients clients = new Clients(target, 1)) {
            for (int i = 0; i < count; i++) {
                create(clients, target, "big-" + i, bytes, i);
            }
        }
    }

    static void create(Clients clients, Target target, String name, int bytes, int seed)
            throws IOException, InterruptedException {
        byte[] content = new byte[bytes * 3 / 4];
        new SplittableRandom(seed).nextBytes(content);
        String body = "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"" + name
                + "\"},\"data\":{\"x\":\"" + Base64.getEncoder().encodeToString(content) + "\"}}";
        HttpResponse<String> answer = clients.send(0, "POST", path(target), body);
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.body());
        }
    }
}
