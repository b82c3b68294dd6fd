package dev.quarterdeck.gateway.config;

import dev.quarterdeck.gateway.authn.Authenticator;
import dev.quarterdeck.gateway.authn.BoundObjects;
import dev.quarterdeck.gateway.authn.GatewayAuthenticator;
import dev.quarterdeck.gateway.authn.LegacyTokenUse;
import dev.quarterdeck.gateway.authn.ServiceAccountKeys;
import dev.quarterdeck.gateway.authn.ServiceAccountSettings;
import dev.quarterdeck.gateway.authn.TokenAuthenticator;
import dev.quarterdeck.gateway.authn.TokenVerifier;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.authz.SuperuserAuthorizer;
import dev.quarterdeck.gateway.authz.UnionAuthorizer;
import dev.quarterdeck.gateway.authz.creation.CreationGuard;
import dev.quarterdeck.gateway.authz.escalation.EscalationGuard;
import dev.quarterdeck.gateway.authz.node.NodeAuthorizer;
import dev.quarterdeck.gateway.authz.node.NodeGraph;
import dev.quarterdeck.gateway.authz.rbac.RbacAuthorizer;
import dev.quarterdeck.gateway.authz.rbac.RbacIndex;
import dev.quarterdeck.gateway.flowcontrol.InFlightLimits;
import dev.quarterdeck.gateway.health.NamedCheck;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.lookup.PostedObject;
import dev.quarterdeck.gateway.proxy.ConnectAdmission;
import dev.quarterdeck.gateway.proxy.HttpNodeClient;
import dev.quarterdeck.gateway.proxy.NodeClient;
import dev.quarterdeck.gateway.proxy.NodeClientSettings;
import dev.quarterdeck.gateway.proxy.ProxyHandlers;
import dev.quarterdeck.gateway.review.ReviewHandlers;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.token.TokenHandlers;
import dev.quarterdeck.kube.codec.ObjectDecoder;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Who is asking, and may they. Wants the caches, the state-service client, a clock and the limits for bodies. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ServiceAccountSettings.class, NodeClientSettings.class})
public class IdentityConfiguration {
    /** As for all bodies by default. */
    private static final int MAX_QUESTION_BYTES = 3 * 1024 * 1024;

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
        BoundObjects objects = new BoundObjects(caches, state::newestRevision, new LegacyTokenUse(state::write));
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

    /** Not ready before it is known who may do what: until then requests would be refused, or answered 503. */
    @Bean
    NamedCheck authorizationCheck(RbacIndex rbac, NodeGraph nodes) {
        return new NamedCheck("authorization", false, () -> CompletableFuture.allOf(rbac.ready(), nodes.ready()));
    }

    // questions about it, and tokens

    @Bean
    ObjectLookup objectLookup(ResourceCaches caches, StateClient state) {
        return new ObjectLookup(caches, state::newestRevision);
    }

    @Bean
    PostedObject postedObject(InFlightLimits limits) {
        return new PostedObject(new ObjectDecoder(SchemaCatalog.builtIn()), limits, MAX_QUESTION_BYTES);
    }

    /** All writes go through it: nobody grants what they do not hold. */
    @Bean
    EscalationGuard escalationGuard(RbacIndex rbac, Authorizer authorizer, ObjectLookup objects) {
        return new EscalationGuard(rbac, authorizer, new ObjectDecoder(SchemaCatalog.builtIn()), objects);
    }

    /** Updates go through it: nobody creates by updating what they may not create. */
    @Bean
    CreationGuard creationGuard(Authorizer authorizer, ObjectLookup objects) {
        return new CreationGuard(authorizer, objects::isCached);
    }

    @Bean
    @Order(10)
    RequestHandler reviewHandler(
            PostedObject posted,
            Authorizer authorizer,
            RbacIndex rbac,
            TokenAuthenticator tokens,
            InstantSource clock) {
        return new ReviewHandlers(posted, authorizer, rbac, tokens, clock);
    }

    @Bean
    @Order(10)
    RequestHandler tokenRequestHandler(
            ServiceAccountSettings settings,
            ServiceAccountKeys keys,
            PostedObject posted,
            ObjectLookup objects,
            Authorizer authorizer,
            InstantSource clock) {
        return TokenHandlers.tokenRequests(settings, keys, posted, objects, authorizer, clock, () -> UUID.randomUUID()
                .toString());
    }

    @Bean
    @Order(10)
    RequestHandler openIdHandler(
            ServiceAccountSettings settings,
            ServiceAccountKeys keys,
            @Value("${quarterdeck.gateway.advertised-address:}") String advertised) {
        return TokenHandlers.openId(settings, keys, advertised);
    }

    // requests that go on to nodes

    @Bean(destroyMethod = "close")
    HttpNodeClient nodeClient(NodeClientSettings settings) {
        return HttpNodeClient.toNodes(settings);
    }

    @Bean(destroyMethod = "close")
    HttpNodeClient plainPodClient(NodeClientSettings settings) {
        return HttpNodeClient.toPods(settings, "http");
    }

    @Bean(destroyMethod = "close")
    HttpNodeClient securePodClient(NodeClientSettings settings) {
        return HttpNodeClient.toPods(settings, "https");
    }

    @Bean
    @Order(10)
    RequestHandler proxyHandler(
            ObjectLookup objects,
            @Qualifier("nodeClient") NodeClient agents,
            @Qualifier("plainPodClient") NodeClient plain,
            @Qualifier("securePodClient") NodeClient secure,
            Authorizer authorizer,
            StateClient state) {
        return new ProxyHandlers(
                objects, agents, plain, secure, authorizer, new ConnectAdmission(state::write), new SplittableRandom());
    }
}
