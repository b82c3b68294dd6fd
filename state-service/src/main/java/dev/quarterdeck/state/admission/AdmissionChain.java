package dev.quarterdeck.state.admission;

import java.util.List;

/** All plugins in order. Every plugin is asked in the mutating phase, then, with what came out of it, every plugin in the validating phase. */
public final class AdmissionChain {
    private final List<AdmissionPlugin> plugins;

    public AdmissionChain(List<AdmissionPlugin> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    public List<String> names() {
        return plugins.stream().map(AdmissionPlugin::name).toList();
    }

    public void mutate(AdmissionRequest request) {
        for (AdmissionPlugin plugin : plugins) {
            if (plugin.handles(request)) {
                plugin.mutate(request);
            }
        }
    }

    public void validate(AdmissionRequest request) {
        for (AdmissionPlugin plugin : plugins) {
            if (plugin.handles(request)) {
                plugin.validate(request);
            }
        }
    }
}
