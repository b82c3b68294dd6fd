package dev.quarterdeck.gateway.token;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.quarterdeck.gateway.authn.TokenKey;
import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells others how to verify our tokens: OpenID Connect discovery ({@code /.well-known/openid-configuration}) and the keys ({@code /openid/v1/jwks}). */
public final class OpenIdHandler implements RequestHandler {
    private static final String CONFIGURATION = "/.well-known/openid-configuration";
    private static final String KEYS = "/openid/v1/jwks";

    private final byte[] configuration;
    private final byte[] keySet;

    /** @param keysUri where others reach {@link #KEYS} */
    OpenIdHandler(String issuer, String keysUri, List<TokenKey> keys) {
        this.configuration = configuration(issuer, keysUri, keys);
        this.keySet = keySet(keys);
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.path().equals(CONFIGURATION) || request.path().equals(KEYS);
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        if (!request.verb().equals("get")) {
            throw new ApiException(
                    StatusReason.METHOD_NOT_ALLOWED,
                    "the server does not allow this method on the requested resource",
                    ApiException.Details.of("", "", ""));
        }
        boolean keys = request.path().equals(KEYS);
        byte[] body = keys ? keySet : configuration;
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.OK);
        HttpHeaders headers = response.getHeaders();
        headers.set(HttpHeaders.CONTENT_TYPE, keys ? "application/jwk-set+json" : "application/json");
        headers.set(HttpHeaders.CACHE_CONTROL, "public, max-age=3600");
        headers.setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private static byte[] configuration(String issuer, String keysUri, List<TokenKey> keys) {
        ObjectNode document = Json.object();
        document.put("issuer", issuer).put("jwks_uri", keysUri);
        document.putArray("response_types_supported").add("id_token");
        document.putArray("subject_types_supported").add("public");
        ArrayNode algorithms = document.putArray("id_token_signing_alg_values_supported");
        keys.stream().map(k -> k.algorithm().getName()).distinct().sorted().forEach(algorithms::add);
        return Json.write(document);
    }

    private static byte[] keySet(List<TokenKey> keys) {
        ObjectNode document = Json.object();
        ArrayNode list = document.putArray("keys");
        keys.forEach(k -> list.add(Json.MAPPER.valueToTree(jwk(k).toJSONObject())));
        return Json.write(document);
    }

    private static JWK jwk(TokenKey key) {
        if (key.key() instanceof ECPublicKey ec) {
            return new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec)
                    .keyID(key.id())
                    .algorithm(key.algorithm())
                    .keyUse(KeyUse.SIGNATURE)
                    .build();
        }
        return new RSAKey.Builder((RSAPublicKey) key.key())
                .keyID(key.id())
                .algorithm(key.algorithm())
                .keyUse(KeyUse.SIGNATURE)
                .build();
    }
}
