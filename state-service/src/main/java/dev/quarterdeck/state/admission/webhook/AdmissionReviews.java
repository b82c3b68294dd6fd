package dev.quarterdeck.state.admission.webhook;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.AdmissionView;
import dev.quarterdeck.state.admission.RequestDescription;
import dev.quarterdeck.state.kind.Trees;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** What webhooks are sent, and what they answer (API reference: admission.k8s.io/v1 and v1beta1 AdmissionReview). Pure. */
final class AdmissionReviews {
    private static final String GROUP = "admission.k8s.io/";

    private AdmissionReviews() {}

    /** The first of the versions that this server speaks too; null where there is none. */
    static @Nullable String version(List<String> accepted) {
        return accepted.stream()
                .filter(version -> version.equals("v1") || version.equals("v1beta1"))
                .findFirst()
                .orElse(null);
    }

    /** @param shown the version of the resource in which the webhook sees the objects */
    static byte[] request(
            String version, String uid, AdmissionRequest request, AdmissionView view, ResourceType shown) {
        ObjectNode review = Json.object();
        review.put("kind", "AdmissionReview").put("apiVersion", GROUP + version);
        review.set("request", requestNode(uid, request, view, shown));
        return Json.write(review);
    }

    private static ObjectNode requestNode(
            String uid, AdmissionRequest request, AdmissionView view, ResourceType shown) {
        GroupVersionKind kind = request.kindIn(shown);
        ObjectNode node = Json.object();
        node.put("uid", uid);
        RequestDescription.describe(node, request, shown);
        node.set("object", RequestDescription.orNull(view.object(kind)));
        node.set("oldObject", RequestDescription.orNull(view.old(kind)));
        RequestDescription.end(node, request);
        return node;
    }

    /**
     * What a webhook decided.
     *
     * @param patch a JSON patch; null for none
     * @param patchType of the patch, {@code JSONPatch} as far as anybody knows
     * @param status why it refuses; null where it does not say
     */
    record Answer(
            boolean allowed,
            byte @Nullable [] patch,
            String patchType,
            @Nullable ObjectNode status,
            List<String> warnings,
            Map<String, String> annotations) {}

    /** An answer that is none; the text is the reference's. */
    static final class BadAnswer extends Exception {
        private final boolean decoding;

        BadAnswer(boolean decoding, String why) {
            super(why, null, false, false);
            this.decoding = decoding;
        }

        /** Whether it is not even an AdmissionReview. */
        boolean isDecoding() {
            return decoding;
        }
    }

    static Answer answer(String version, String uid, boolean mutating, byte[] body) throws BadAnswer {
        ObjectNode review = decode(body);
        ObjectNode response = Trees.objectAt(review, "response");
        if (response == null) {
            throw new BadAnswer(false, "webhook response was absent");
        }
        byte[] patch = patch(response);
        String type = Trees.text(response, "patchType");
        boolean typed = Trees.at(response, "patchType") != null;
        if (version.equals("v1")) {
            check(review, response, uid, mutating, patch.length > 0, typed, type);
        } else {
            type = "JSONPatch";
        }
        Map<String, String> annotations = new LinkedHashMap<>();
        ObjectNode given = Trees.objectAt(response, "auditAnnotations");
        if (given != null) {
            given.properties()
                    .forEach(entry ->
                            annotations.put(entry.getKey(), entry.getValue().asString("")));
        }
        return new Answer(
                Trees.isTrue(response, "allowed"),
                mutating && patch.length > 0 ? patch : null,
                type,
                Trees.objectAt(response, "status"),
                Trees.texts(response, "warnings"),
                annotations);
    }

    private static ObjectNode decode(byte[] body) throws BadAnswer {
        try {
            ObjectNode review = Json.read(body);
            if (Trees.text(review, "kind").isEmpty()) {
                throw new BadAnswer(true, "Object 'Kind' is missing in '" + review + "'");
            }
            return review;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new BadAnswer(
                    true,
                    "couldn't get version/kind; json parse error: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static byte[] patch(ObjectNode response) throws BadAnswer {
        String text = Trees.text(response, "patch");
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new BadAnswer(true, "illegal base64 data in response.patch");
        }
    }

    private static void check(
            ObjectNode review,
            ObjectNode response,
            String uid,
            boolean mutating,
            boolean patched,
            boolean typed,
            String type)
            throws BadAnswer {
        String answered = Trees.text(response, "uid");
        if (!answered.equals(uid)) {
            throw new BadAnswer(
                    false, "expected response.uid=" + Quoting.quote(uid) + ", got " + Quoting.quote(answered));
        }
        GroupVersionKind kind = GroupVersionKind.of(Trees.text(review, "apiVersion"), Trees.text(review, "kind"));
        if (!kind.equals(GroupVersionKind.of(GROUP + "v1", "AdmissionReview"))) {
            throw new BadAnswer(
                    false,
                    "expected webhook response of " + GROUP + "v1, Kind=AdmissionReview, got " + kind.apiVersion()
                            + ", Kind=" + kind.kind());
        }
        if (!mutating && patched) {
            throw new BadAnswer(false, "validating webhook may not return response.patch");
        }
        if (!mutating && typed) {
            throw new BadAnswer(false, "validating webhook may not return response.patchType");
        }
        if (patched && !typed) {
            throw new BadAnswer(false, "webhook returned response.patch but not response.patchType");
        }
        if (!patched && typed) {
            throw new BadAnswer(false, "webhook returned response.patchType but not response.patch");
        }
        if (typed && type.isEmpty()) {
            throw new BadAnswer(false, "webhook returned invalid response.patchType of \"\"");
        }
    }
}
