package dev.quarterdeck.controller.serviceaccount;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a secret of type {@code kubernetes.io/service-account-token}. Pure.
 *
 * <pre>
 * names an account   account                 content        → what
 * no                   –                       any              nothing
 * yes                  gone, or another uid    any              delete
 * yes                  there                   complete         nothing
 * yes                  there                   otherwise        fill in what is missing
 * </pre>
 */
final class TokenSecretPlanner {
    static final String TYPE = "kubernetes.io/service-account-token";
    static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";
    static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";

    /** What to do. */
    sealed interface Plan {
        record Nothing() implements Plan {}

        record Delete() implements Plan {}

        record Fill(Secret secret) implements Plan {}
    }

    private TokenSecretPlanner() {}

    static boolean isToken(Secret secret) {
        return TYPE.equals(secret.getType());
    }

    static Optional<String> accountName(Secret secret) {
        return annotation(secret, ACCOUNT_NAME).filter(name -> !name.isEmpty());
    }

    private static Optional<String> annotation(Secret secret, String name) {
        Map<String, String> annotations = secret.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations == null ? null : annotations.get(name));
    }

    /**
     * @param account of the name that the secret names
     * @param token makes a token for the secret and the account
     */
    static Plan plan(
            Secret secret, Optional<ServiceAccount> account, String bundle, Function<ServiceAccount, String> token) {
        if (!isToken(secret) || accountName(secret).isEmpty()) {
            return new Plan.Nothing();
        }
        String uid = annotation(secret, ACCOUNT_UID).orElse("");
        if (account.isEmpty()
                || !uid.isEmpty() && !uid.equals(account.get().getMetadata().getUid())) {
            return new Plan.Delete();
        }
        Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
        String namespace = encoded(secret.getMetadata().getNamespace());
        boolean complete = !isEmpty(data.get("token"))
                && namespace.equals(data.get("namespace"))
                && (bundle.isEmpty() || encoded(bundle).equals(data.get("ca.crt")))
                && !uid.isEmpty();
        if (complete) {
            return new Plan.Nothing();
        }
        SecretBuilder filled = new SecretBuilder(secret)
                .editMetadata()
                .addToAnnotations(ACCOUNT_UID, account.get().getMetadata().getUid())
                .endMetadata()
                .addToData("namespace", namespace);
        if (!bundle.isEmpty()) {
            filled.addToData("ca.crt", encoded(bundle));
        }
        if (isEmpty(data.get("token"))) {
            filled.addToData("token", encoded(token.apply(account.get())));
        }
        return new Plan.Fill(filled.build());
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
