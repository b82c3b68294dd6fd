package dev.quarterdeck.gateway;

import dev.quarterdeck.gateway.authz.creation.CreationGuard;
import dev.quarterdeck.gateway.authz.escalation.EscalationGuard;
import dev.quarterdeck.gateway.flowcontrol.InFlightLimits;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.verb.CreateHandler;
import dev.quarterdeck.gateway.verb.DeleteCollectionHandler;
import dev.quarterdeck.gateway.verb.DeleteHandler;
import dev.quarterdeck.gateway.verb.PatchHandler;
import dev.quarterdeck.gateway.verb.UpdateHandler;
import dev.quarterdeck.gateway.verb.WriteGate;
import dev.quarterdeck.stateclient.StateClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Writes: checked here, decided by state-service. */
@Configuration(proxyBeanMethods = false)
class WriteConfiguration {

    @Bean
    WriteGate writeGate(
            StateClient state,
            EscalationGuard guard,
            CreationGuard creations,
            ObjectOutput output,
            InFlightLimits limits,
            GatewaySettings settings) {
        return new WriteGate(guard.guard(creations.guard(state::write)), output, limits, settings.maxBodyBytes());
    }

    @Bean
    @Order(HandlerOrder.WRITE)
    RequestHandler createHandler(WriteGate gate) {
        return new CreateHandler(gate);
    }

    @Bean
    @Order(HandlerOrder.WRITE)
    RequestHandler updateHandler(WriteGate gate) {
        return new UpdateHandler(gate);
    }

    @Bean
    @Order(HandlerOrder.WRITE)
    RequestHandler patchHandler(WriteGate gate) {
        return new PatchHandler(gate);
    }

    @Bean
    @Order(HandlerOrder.WRITE)
    RequestHandler deleteHandler(WriteGate gate) {
        return new DeleteHandler(gate);
    }

    @Bean
    @Order(HandlerOrder.WRITE)
    RequestHandler deleteCollectionHandler(WriteGate gate) {
        return new DeleteCollectionHandler(gate);
    }
}
