package dev.quarterdeck.controller.certificate;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Approves, signs and removes certificate signing requests. */
final class RequestReconciler implements Reconciler<ObjectKey> {
    private static final Duration LATER = Duration.ofHours(1);

    private final Informer<CertificateSigningRequest> requests;
    private final ObjectApi api;
    private final Optional<ClusterSigner> signer;
    private final InstantSource clock;

    RequestReconciler(
            Informer<CertificateSigningRequest> requests,
            ObjectApi api,
            Optional<ClusterSigner> signer,
            InstantSource clock) {
        this.requests = requests;
        this.api = api;
        this.signer = signer;
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<CertificateSigningRequest> found = requests.get("", key.name());
        if (found.isEmpty()) {
            return Result.DONE;
        }
        CertificateSigningRequest request = found.get();
        switch (RequestPlanner.step(request, signer.isPresent(), clock.instant())) {
            case NOTHING -> {}
            case APPROVE -> approve(request);
            case SIGN -> sign(request, signer.orElseThrow());
            case REMOVE -> {
                api.delete(request, Propagation.DEFAULT);
                return Result.DONE;
            }
        }
        return Result.after(LATER);
    }

    private void approve(CertificateSigningRequest request) throws InterruptedException {
        RequestedCertificate wanted;
        try {
            wanted = RequestedCertificate.parse(request.getSpec().getRequest());
        } catch (IOException e) {
            return;
        }
        List<String> usages = request.getSpec().getUsages();
        if (!SignerRules.kubeletClient(wanted, usages).isEmpty()) {
            return;
        }
        boolean own = wanted.commonName().equals(request.getSpec().getUsername());
        if (own && mayCreate(request, "selfnodeclient")) {
            approve(request, "Auto approving self kubelet client certificate after SubjectAccessReview.");
        } else if (mayCreate(request, "nodeclient")) {
            approve(request, "Auto approving kubelet client certificate after SubjectAccessReview.");
        }
    }

    private void approve(CertificateSigningRequest request, String message) throws InterruptedException {
        api.updateSubresource(with(request, "Approved", "AutoApproved", message), "approval");
    }

    private CertificateSigningRequest with(
            CertificateSigningRequest request, String type, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new CertificateSigningRequestBuilder(request)
                .editOrNewStatus()
                .addNewCondition()
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .withLastUpdateTime(now)
                .withLastTransitionTime(now)
                .endCondition()
                .endStatus()
                .build();
    }

    private boolean mayCreate(CertificateSigningRequest request, String subresource) throws InterruptedException {
        ObjectNode review =
                Json.object().put("apiVersion", "authorization.k8s.io/v1").put("kind", "SubjectAccessReview");
        ObjectNode spec = review.putObject("spec").put("user", request.getSpec().getUsername());
        if (request.getSpec().getUid() != null) {
            spec.put("uid", request.getSpec().getUid());
        }
        ArrayNode groups = spec.putArray("groups");
        request.getSpec().getGroups().forEach(groups::add);
        if (request.getSpec().getExtra() != null) {
            ObjectNode extra = spec.putObject("extra");
            request.getSpec().getExtra().forEach((name, values) -> {
                ArrayNode list = extra.putArray(name);
                values.forEach(list::add);
            });
        }
        spec.putObject("resourceAttributes")
                .put("group", "certificates.k8s.io")
                .put("resource", "certificatesigningrequests")
                .put("subresource", subresource)
                .put("verb", "create");
        byte[] answer = api.transport()
                .exchange(new ApiRequest(
                        "POST",
                        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                        ApiRequest.JSON,
                        Json.write(review)));
        return Json.read(answer).path("status").path("allowed").asBoolean(false);
    }

    private void sign(CertificateSigningRequest request, ClusterSigner signer) throws InterruptedException {
        List<String> usages = request.getSpec().getUsages();
        String refusal;
        RequestedCertificate wanted = null;
        try {
            wanted = RequestedCertificate.parse(request.getSpec().getRequest());
            refusal = SignerRules.violation(request.getSpec().getSignerName(), wanted, usages);
        } catch (IOException e) {
            refusal = "unable to parse csr: " + e.getMessage();
        }
        if (wanted == null || !refusal.isEmpty()) {
            api.updateStatus(with(request, "Failed", "SignerValidationFailure", refusal));
            return;
        }
        Integer seconds = request.getSpec().getExpirationSeconds();
        Instant now = clock.instant();
        String pem = signer.sign(wanted, usages, seconds == null ? 0 : seconds, now);
        api.updateStatus(new CertificateSigningRequestBuilder(request)
                .editOrNewStatus()
                .withCertificate(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)))
                .endStatus()
                .build());
    }
}
