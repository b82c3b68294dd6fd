package dev.quarterdeck.scheduler.extend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as openssl writes them: the same key in each form. */
class ClientIdentityTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RSA | RSA | MIICXAIBAAKBgQDCEI4+fPHxgahs+9CbKGB5HKlvCQ7Qgbs5OGL5iEsIGmnCxjRFvh7DSCfl/V8cxyuLAJZUYoA5OD2/OAjt8p"
                        + "8+097cKScvTOnwENT3oogb1uxq36wfZQMKZHfnFPVsqIUbRmkX1hKdrAB1IVCZ3N0lGmE+VYaJ9aqQoN2/tm452QIDAQABAoGAUkyVFlkEfef/"
                        + "lmBgQjyoVRRbonQT7UbnMEgCaVJsh340Fd7aci1DfIuQKBAAkwLAK43PMvAm8p0wSnSoDMkU0OGz9ic5G2QBSiCSA2Z1P+g93aB+ug2tXnW7c+"
                        + "ZhOUcC4krGmMim2bz5TqJ/JdYjWTwC4UJDtV0VceLWOwrmQvUCQQDt2fWwqd7OtoS/JI9cuXr/YO4HK3fqaXxGShbHYVxLBR14ycU2A/hmzaiL"
                        + "adWalpVMRoSMtcNJvAimmgS5X/ZnAkEA0N9LFIekueGuFNS+qsWIoY1nns+kbSXfn+qA4OgLGCrqkI4E+X+5kEt/URHquKAdzD4jrBY9QVzg7z"
                        + "N+HLOlvwJAO/wMClHM7zT4pXwC68+bRWycmxJLW8LepJtqwz26mPDhTeUU51p4+vRC3WYDiMkRPftK0nHEnoPdaqbNKjMZYQJASjbswHCp0Pol"
                        + "FnW5AYiKUYyiwsTYkYehe3qhLEiGmKG3EoHDtrrxPhn1NOL+2Xba35U8q4qDXVQZACT1rFEQlQJBAMR9RL0r+RHGZiWY4cb25/gN0Pbh/gu+lD"
                        + "TY+OENUvLJ8O7BK/GtS5eaP+t0/sXYCeAONiaCQHI4gegZ4s8Ze0w= | MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAMIQj"
                        + "j588fGBqGz70JsoYHkcqW8JDtCBuzk4YvmISwgaacLGNEW+HsNIJ+X9XxzHK4sAllRigDk4Pb84CO3ynz7T3twpJy9M6fAQ1PeiiBvW7GrfrB9"
                        + "lAwpkd+cU9WyohRtGaRfWEp2sAHUhUJnc3SUaYT5Vhon1qpCg3b+2bjnZAgMBAAECgYBSTJUWWQR95/+WYGBCPKhVFFuidBPtRucwSAJpUmyHf"
                        + "jQV3tpyLUN8i5AoEACTAsArjc8y8CbynTBKdKgMyRTQ4bP2JzkbZAFKIJIDZnU/6D3doH66Da1edbtz5mE5RwLiSsaYyKbZvPlOon8l1iNZPAL"
                        + "hQkO1XRVx4tY7CuZC9QJBAO3Z9bCp3s62hL8kj1y5ev9g7gcrd+ppfEZKFsdhXEsFHXjJxTYD+GbNqItp1ZqWlUxGhIy1w0m8CKaaBLlf9mcCQ"
                        + "QDQ30sUh6S54a4U1L6qxYihjWeez6RtJd+f6oDg6AsYKuqQjgT5f7mQS39REeq4oB3MPiOsFj1BXODvM34cs6W/AkA7/AwKUczvNPilfALrz5t"
                        + "FbJybEktbwt6km2rDPbqY8OFN5RTnWnj69ELdZgOIyRE9+0rSccSeg91qps0qMxlhAkBKNuzAcKnQ+iUWdbkBiIpRjKLCxNiRh6F7eqEsSIaYo"
                        + "bcSgcO2uvE+GfU04v7ZdtrflTyrioNdVBkAJPWsURCVAkEAxH1EvSv5EcZmJZjhxvbn+A3Q9uH+C76UNNj44Q1S8snw7sEr8a1Ll5o/63T+xdg"
                        + "J4A42JoJAcjiB6Bnizxl7TA==",
                "EC | EC | MHcCAQEEIJzbXDe6TrNHFS2PeHIM+cnWgjU/+rd4dL++fiyKqmDAoAoGCCqGSM49AwEHoUQDQgAEkn0fTz5x6tXPzERrMoQoY2mx"
                        + "dOsBBiIhDUfOHnmDChO0jPkmbyYLQHi6uvzy5/OoPn/ndK65pKgoGF4fXJir2Q== | MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawI"
                        + "BAQQgnNtcN7pOs0cVLY94cgz5ydaCNT/6t3h0v75+LIqqYMChRANCAASSfR9PPnHq1c/MRGsyhChjabF06wEGIiENR84eeYMKE7SM+SZvJgtAe"
                        + "Lq6/PLn86g+f+d0rrmkqCgYXh9cmKvZ",
                "EC | EC | MIHcAgEBBEIAz9jqt9NySSJnc2k0WWw96C3gnFF7zySRY3yHqiIEsGwvM2gp0+gGzoj42S8pQUI1ksZH62tZXipwEunZlULErfig"
                        + "BwYFK4EEACOhgYkDgYYABABJupeAKx4oqYIYumd82pF6c6aMAWHhngHBZUWEO5S6sXuc9eGv+36iyUoc2WDSSib7vVrb09kCrHyFXfApALPtDg"
                        + "AZuXfFjd8BtnmZgpN48m69uKlw9dHuHTFsZ3ahHkybzZmUcqYmq6YwnWMEDptf3q5yIRZIsYnKlrqZXY9ke/hPYg== | MIHuAgEAMBAGByqGS"
                        + "M49AgEGBSuBBAAjBIHWMIHTAgEBBEIAz9jqt9NySSJnc2k0WWw96C3gnFF7zySRY3yHqiIEsGwvM2gp0+gGzoj42S8pQUI1ksZH62tZXipwEun"
                        + "ZlULErfihgYkDgYYABABJupeAKx4oqYIYumd82pF6c6aMAWHhngHBZUWEO5S6sXuc9eGv+36iyUoc2WDSSib7vVrb09kCrHyFXfApALPtDgAZu"
                        + "XfFjd8BtnmZgpN48m69uKlw9dHuHTFsZ3ahHkybzZmUcqYmq6YwnWMEDptf3q5yIRZIsYnKlrqZXY9ke/hPYg=="
            })
    void theOldFormIsTheSameKey(String algorithm, String label, String old, String pkcs8) throws Exception {
        PrivateKey key = ClientIdentity.key(
                "-----BEGIN " + label + " PRIVATE KEY-----\n" + old + "\n-----END " + label + " PRIVATE KEY-----\n");
        PrivateKey same = ClientIdentity.key("-----BEGIN PRIVATE KEY-----\n" + pkcs8 + "\n-----END PRIVATE KEY-----\n");
        assertThat(key.getAlgorithm()).isEqualTo(algorithm);
        if (key instanceof ECPrivateKey mine && same instanceof ECPrivateKey other) {
            assertThat(mine.getS()).isEqualTo(other.getS());
            assertThat(mine.getParams()).hasToString(other.getParams().toString());
        } else {
            assertThat(key).isEqualTo(same);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no PEM",
                "-----BEGIN EC PRIVATE KEY-----\nMAMCAQE=\n-----END EC PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nMAMCAQE=\n-----END PRIVATE KEY-----"
            })
    void whatIsNoKeyIsRefused(String pem) {
        assertThatThrownBy(() -> ClientIdentity.key(pem))
                .isInstanceOfAny(InvalidKeySpecException.class, IOException.class);
    }
}
