package dev.quarterdeck.gateway.token;

import dev.quarterdeck.gateway.authn.ServiceAccountKeys;
import dev.quarterdeck.gateway.authn.ServiceAccountSettings;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.lookup.PostedObject;
import dev.quarterdeck.gateway.route.RequestHandler;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Puts this package's handlers together. */
public final class TokenHandlers {

    private TokenHandlers() {}

    /** Issues tokens; answers 503 where no signing key is set. */
    public static RequestHandler tokenRequests(
            ServiceAccountSettings settings,
            ServiceAccountKeys keys,
            PostedObject posted,
            ObjectLookup objects,
            Authorizer authorizer,
            InstantSource clock,
            Supplier<String> ids) {
        return new TokenRequestHandler(
                posted,
                objects,
                new TokenPlanner(
                        settings.issuer(),
                        settings.apiAudiences(),
                        settings.maxTokenExpiration().toSeconds()),
                new NodeTokenRule(authorizer),
                keys.signing() == null ? null : new TokenSigner(keys.signing()),
                clock,
                ids);
    }

    /** @param address host and port at which others reach the API; empty: below the issuer */
    public static RequestHandler openId(ServiceAccountSettings settings, ServiceAccountKeys keys, String address) {
        String base = address.isEmpty() ? settings.issuer().replaceAll("/+$", "") : "https://" + address;
        return new OpenIdHandler(settings.issuer(), base + "/openid/v1/jwks", keys.verifying());
    }
}
