package dev.quarterdeck.gateway;

import dev.quarterdeck.gateway.asof.AsOfHandler;
import dev.quarterdeck.gateway.drain.Draining;
import dev.quarterdeck.gateway.history.ObjectHistoryHandler;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.read.CacheReader;
import dev.quarterdeck.gateway.read.GetHandler;
import dev.quarterdeck.gateway.read.HeldViews;
import dev.quarterdeck.gateway.read.ListHandler;
import dev.quarterdeck.gateway.read.ObjectReader;
import dev.quarterdeck.gateway.read.ScaleHandler;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.watch.HistoryFeed;
import dev.quarterdeck.gateway.watch.WatchHandler;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** Reads and watches, from the caches, and the past, from history. */
@Configuration(proxyBeanMethods = false)
class ReadConfiguration {

    @Bean
    HeldViews heldViews(ResourceCaches caches, GatewaySettings settings, InstantSource clock) {
        return new HeldViews(caches::cache, settings.maxHeldViewBytes(), clock);
    }

    /** Looks after what views cost while nobody lists. */
    @Bean(destroyMethod = "dispose")
    Disposable heldViewsTidier(HeldViews held) {
        return Schedulers.parallel().schedulePeriodically(held::tidy, 1, 1, TimeUnit.SECONDS);
    }

    @Bean
    @Order(HandlerOrder.READ)
    RequestHandler getHandler(ObjectReader reader, ObjectOutput output) {
        return new GetHandler(reader, output);
    }

    @Bean
    @Order(HandlerOrder.READ)
    RequestHandler scaleHandler(ObjectReader reader, ObjectOutput output) {
        return new ScaleHandler(reader, output);
    }

    @Bean
    @Order(HandlerOrder.READ)
    RequestHandler listHandler(
            CacheReader reader,
            HeldViews held,
            StateClient state,
            ObjectOutput output,
            GatewaySettings settings,
            InstantSource clock) {
        return new ListHandler(reader, held, state, output, settings.gzipAbove(), settings.requestTimeout(), clock);
    }

    @Bean
    @Order(HandlerOrder.READ)
    RequestHandler watchHandler(
            CacheReader reader, StateClient state, ObjectOutput output, GatewaySettings settings, Draining draining) {
        return new WatchHandler(
                reader, new HistoryFeed(state), output, settings.watch(), new SplittableRandom(), draining);
    }

    // the past is asked first, so that nothing else answers under its prefixes

    @Bean
    @Order(HandlerOrder.PAST)
    RequestHandler asOfHandler(
            StateClient state,
            InstantSource clock,
            RequestHandler getHandler,
            RequestHandler scaleHandler,
            RequestHandler listHandler,
            RequestHandler discoveryHandler,
            RequestHandler openApiHandler,
            RequestHandler versionHandler) {
        return new AsOfHandler(
                state,
                clock,
                List.of(getHandler, scaleHandler, listHandler),
                List.of(discoveryHandler, openApiHandler, versionHandler));
    }

    @Bean
    @Order(HandlerOrder.PAST)
    RequestHandler objectHistoryHandler(StateClient state, ObjectOutput output) {
        return new ObjectHistoryHandler(state, output);
    }
}
