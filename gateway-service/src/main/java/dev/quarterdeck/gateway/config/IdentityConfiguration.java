package dev.quarterdeck.gateway.config;

import dev.quarterdeck.gateway.authn.Authenticator;
import dev.quarterdeck.gateway.authn.BoundObjects;
import dev.quarterdeck.gateway.authn.GatewayAuthenticator;
import dev.quarterdeck.gateway.authn.ServiceAccountKeys;
import dev.quarterdeck.gateway.authn.ServiceAccountSettings;
import dev.quarterdeck.gateway.authn.TokenAuthenticator;
import dev.quarterdeck.gateway.authn.TokenVerifier;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.authz.SuperuserAuthorizer;
import dev.quarterdeck.gateway.authz.UnionAuthorizer;
import dev.quarterdeck.gateway.authz.node.NodeAuthorizer;
import dev.quarterdeck.gateway.authz.node.NodeGraph;
import dev.quarterdeck.gateway.authz.rbac.RbacAuthorizer;
import dev.quarterdeck.gateway.authz.rbac.RbacIndex;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who is asking, and may they. Wants the caches, the state-service client and a clock. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ServiceAccountSettings.class)
public class IdentityConfiguration {

    // who is asking

    @Bean
    ServiceAccountKeys serviceAccountKeys(ServiceAccountSettings settings) {
        return ServiceAccountKeys.load(settings);
    }

    @Bean
    TokenAuthenticator tokenAuthenticator(
            ServiceAccountSettings settings,
            ServiceAccountKeys keys,
            ResourceCaches caches,
            StateClient state,
            InstantSource clock) {
        TokenVerifier verifier = new TokenVerifier(settings.issuer(), keys.verifying());
        BoundObjects objects = new BoundObjects(caches, state::newestRevision);
        return new TokenAuthenticator(verifier, objects, settings.apiAudiences(), clock);
    }

    @Bean
    Authenticator authenticator(TokenAuthenticator tokens, InstantSource clock) {
        return new GatewayAuthenticator(tokens, clock);
    }

    // may they

    @Bean(destroyMethod = "close")
    RbacIndex rbacIndex(ResourceCaches caches) {
        return new RbacIndex(caches);
    }

    @Bean(destroyMethod = "close")
    NodeGraph nodeGraph(ResourceCaches caches) {
        return new NodeGraph(caches);
    }

    @Bean
    Authorizer authorizer(RbacIndex rbac, NodeGraph nodes) {
        return new UnionAuthorizer(
                List.of(new SuperuserAuthorizer(), new NodeAuthorizer(nodes), new RbacAuthorizer(rbac)));
    }
}
