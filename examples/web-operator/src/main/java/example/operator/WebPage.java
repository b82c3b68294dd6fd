package example.operator;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A text that is to be served. */
@Group("example.com")
@Version("v1")
public class WebPage extends CustomResource<WebPage.Spec, WebPage.Status> implements Namespaced {

    public static class Spec {
        private String text;
        private int replicas;

        public String getText() {
            return text;
        }

        public void setText(String text) {
            this.text = text;
        }

        public int getReplicas() {
            return replicas;
        }

        public void setReplicas(int replicas) {
            this.replicas = replicas;
        }
    }

    public static class Status {
        private String text;
        private int readyReplicas;
        private Long observedGeneration;

        public String getText() {
            return text;
        }

        public void setText(String text) {
            this.text = text;
        }

        public int getReadyReplicas() {
            return readyReplicas;
        }

        public void setReadyReplicas(int readyReplicas) {
            this.readyReplicas = readyReplicas;
        }

        public Long getObservedGeneration() {
            return observedGeneration;
        }

        public void setObservedGeneration(Long observedGeneration) {
            this.observedGeneration = observedGeneration;
        }
    }
}
