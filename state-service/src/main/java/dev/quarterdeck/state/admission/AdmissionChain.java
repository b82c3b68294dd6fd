package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All plugins in order. Every plugin is asked in the mutating phase, once more where somebody outside has changed the object, then, with what came out of it,
 * every plugin in the validating phase.
 */
public final class AdmissionChain {
    private static final Logger AUDIT = LoggerFactory.getLogger("dev.quarterdeck.audit");

    private final List<AdmissionPlugin> plugins;

    public AdmissionChain(List<AdmissionPlugin> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    public List<String> names() {
        return plugins.stream().map(AdmissionPlugin::name).toList();
    }

    /** Whether this request is shown to somebody outside, so that it had better not be decided twice. */
    public boolean asksOthers(AdmissionRequest.Operation operation, ResourceType type, String subresource) {
        for (AdmissionPlugin plugin : plugins) {
            if (plugin.asksOthers(operation, type, subresource)) {
                return true;
            }
        }
        return false;
    }

    public void mutate(AdmissionRequest request) {
        try {
            mutateOnce(request);
            if (request.beginsAgain()) {
                mutateOnce(request);
            }
        } catch (ApiException refusal) {
            log(request);
            throw refusal.withWarnings(request.warnings());
        }
    }

    private void mutateOnce(AdmissionRequest request) {
        for (AdmissionPlugin plugin : plugins) {
            if (plugin.handles(request)) {
                plugin.mutate(request);
            }
        }
    }

    public void validate(AdmissionRequest request) {
        try {
            for (AdmissionPlugin plugin : plugins) {
                if (plugin.handles(request)) {
                    plugin.validate(request);
                }
            }
            log(request);
        } catch (ApiException refusal) {
            log(request);
            throw refusal.withWarnings(request.warnings());
        }
    }

    /** What plugins have noted about this request, under its audit ID. */
    private static void log(AdmissionRequest request) {
        if (!request.annotations().isEmpty()) {
            AUDIT.atInfo()
                    .addKeyValue("auditID", request.caller().requestId())
                    .addKeyValue("annotations", request.annotations())
                    .log("admission");
        }
    }
}
