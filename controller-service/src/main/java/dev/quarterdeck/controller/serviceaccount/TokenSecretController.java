package dev.quarterdeck.controller.serviceaccount;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Fills in secrets that ask for the token of a service account, and deletes them when their account is gone. */
public final class TokenSecretController {
    private static final String BY_ACCOUNT = "service account";

    private TokenSecretController() {}

    /**
     * @param keyFile the key that signs tokens
     * @param bundle PEM of the authorities that sign the API server's certificate
     */
    public static Controller create(ControllerContext context, Path keyFile, String bundle) {
        SecretTokenSigner signer = SecretTokenSigner.load(keyFile);
        Informer<ServiceAccount> accounts = context.informers().of(ServiceAccount.class);
        Informer<Secret> secrets = context.informers().of(Secret.class).index(BY_ACCOUNT, secret -> account(secret)
                .map(k -> List.of(k.path()))
                .orElse(List.of()));
        ReconcileLoop<ObjectKey> loop = context.loop(
                "serviceaccount_tokens_service",
                key -> reconcile(key, accounts, secrets, context.api(), signer, bundle));
        secrets.onChange((before, after) -> {
            if (after != null && account(after).isPresent()) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        accounts.onChange((before, after) -> {
            if (before == null || after == null) {
                ObjectKey key = ControllerContext.key(ControllerContext.either(before, after));
                secrets.byIndex(BY_ACCOUNT, key.path())
                        .forEach(secret -> loop.queue().add(ControllerContext.key(secret)));
            }
        });
        return new Controller("serviceaccount-token", List.of(loop), List.of(accounts, secrets));
    }

    private static Optional<ObjectKey> account(Secret secret) {
        return TokenSecretPlanner.isToken(secret)
                ? TokenSecretPlanner.accountName(secret)
                        .map(name -> new ObjectKey(secret.getMetadata().getNamespace(), name))
                : Optional.empty();
    }

    private static Result reconcile(
            ObjectKey key,
            Informer<ServiceAccount> accounts,
            Informer<Secret> secrets,
            ObjectApi api,
            SecretTokenSigner signer,
            String bundle)
            throws InterruptedException {
        Optional<Secret> secret = secrets.get(key.namespace(), key.name());
        Optional<ObjectKey> named = secret.flatMap(TokenSecretController::account);
        if (secret.isEmpty() || named.isEmpty()) {
            return Result.DONE;
        }
        Optional<ServiceAccount> account =
                accounts.get(key.namespace(), named.get().name());
        if (account.isEmpty()) {
            // nothing is deleted because a cache is behind
            account = api.get(ServiceAccount.class, key.namespace(), named.get().name());
        }
        switch (TokenSecretPlanner.plan(secret.get(), account, bundle, a -> signer.token(secret.get(), a))) {
            case TokenSecretPlanner.Plan.Nothing nothing -> {}
            case TokenSecretPlanner.Plan.Delete delete -> api.delete(secret.get(), Propagation.DEFAULT);
            case TokenSecretPlanner.Plan.Fill(Secret filled) -> api.update(filled);
        }
        return Result.DONE;
    }
}
