package dev.quarterdeck.state.kind.batch;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import tools.jackson.databind.node.ObjectNode;

/** Jobs find their pods by their own uid, unless the client brings a selector (API reference: batch/v1 Job, manualSelector). */
public final class JobStrategy extends DefaultStrategy {
    private static final String PREFIX = "batch.kubernetes.io/";

    public JobStrategy(KindTraits traits) {
        super(traits);
    }

    /**
     * A job without labels gets those of its template, the generated ones included. So both share one node until the job is written: what is added to the
     * template's labels below is the job's too.
     */
    @Override
    public void resetForCreate(ObjectNode job) {
        super.resetForCreate(job);
        ObjectNode labels = Trees.objectAt(job, "spec", "template", "metadata", "labels");
        if (labels != null && !labels.isEmpty() && Metadata.of(job).labels().isEmpty()) {
            Metadata.of(job).node().set("labels", labels);
        }
    }

    @Override
    public void prepareForCreate(ObjectNode job, WriteScope scope) {
        ObjectNode spec = Trees.child(job, "spec");
        Metadata metadata = Metadata.of(job);
        ObjectNode template = Trees.child(spec, "template");
        if (!Trees.isTrue(spec, "manualSelector")) {
            ObjectNode labels = Trees.child(Trees.child(template, "metadata"), "labels");
            labels.put("batch.kubernetes.io/controller-uid", metadata.uid());
            labels.put("batch.kubernetes.io/job-name", metadata.name());
            labels.put("controller-uid", metadata.uid());
            labels.put("job-name", metadata.name());
            ObjectNode selector = Trees.child(spec, "selector");
            Trees.child(selector, "matchLabels").put(PREFIX + "controller-uid", metadata.uid());
        }
        ObjectNode labels = Trees.objectAt(template, "metadata", "labels");
        if (metadata.labels().isEmpty() && labels != null && !labels.isEmpty()) {
            metadata.node().set("labels", labels.deepCopy());
        }
    }
}
