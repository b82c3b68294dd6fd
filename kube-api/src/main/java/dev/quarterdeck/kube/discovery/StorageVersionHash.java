package dev.quarterdeck.kube.discovery;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code storageVersionHash} of a resource: tells clients whether two resources are stored as the same thing (KEP-1498). */
final class StorageVersionHash {

    /** Where the reference stores another version than we do; the hash is a value that clients compare, so it follows the reference. */
    private static final Map<String, String> REFERENCE_VERSIONS = Map.of(
            "MutatingAdmissionPolicy", "v1beta1",
            "MutatingAdmissionPolicyBinding", "v1beta1",
            "CustomResourceDefinition", "v1beta1");

    private static final int LENGTH = 8;

    private StorageVersionHash() {}

    /** Null for what is not stored. */
    static @Nullable String of(ResourceType type) {
        GroupVersionKind stored = type.storedKind();
        if (stored == null) {
            return null;
        }
        String version = REFERENCE_VERSIONS.getOrDefault(stored.kind(), stored.version());
        String text = stored.group() + "/" + version + "/" + stored.kind();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, LENGTH));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every JDK", e);
        }
    }
}
