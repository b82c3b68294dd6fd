package dev.quarterdeck.launcher.story;

/** The application of the story: a ConfigMap, a Deployment of three, and a Service, as one file. Each pod answers with its name. */
final class WebApplication {
    static final String MANIFEST = """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web-config
            data:
              greeting: hello
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              replicas: 3
              selector:
                matchLabels: {app: web}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  terminationGracePeriodSeconds: 2
                  containers:
                    - name: web
                      image: quarterdeck.local/web:1
                      command: [sh, -c, "mkdir -p /tmp/www && hostname > /tmp/www/index.html && echo started && exec httpd -f -p 8080 -h /tmp/www"]
                      ports: [{containerPort: 8080}]
                      readinessProbe:
                        httpGet: {path: /index.html, port: 8080}
                        periodSeconds: 1
                      resources:
                        requests: {cpu: 50m, memory: 16Mi}
                        limits: {memory: 64Mi}
                      volumeMounts: [{name: config, mountPath: /config}]
                  volumes: [{name: config, configMap: {name: web-config}}]
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: NodePort
              selector: {app: web}
              ports: [{port: 80, targetPort: 8080, nodePort: 30081}]
            """;

    /** Tolerates a lost host for five seconds. */
    static final String IMPATIENT = """
            {"spec":{"template":{"spec":{"tolerations":[
              {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":5},
              {"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":5}]}}}}
            """;

    private WebApplication() {}
}
