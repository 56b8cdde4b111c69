import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;

/** SealJudge ROOT.crt FILE.pdf…: what DSS says of each signature, without asking anybody. */
public class SealJudge {
    public static void main(String[] told) {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(DSSUtils.loadCertificate(new File(told[0])));
        for (int place = 1; place < told.length; place++) {
            CommonCertificateVerifier verifier = new CommonCertificateVerifier();
            verifier.setTrustedCertSources(trusted);
            FileDocument file = new FileDocument(told[place]);
            SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(file);
            validator.setCertificateVerifier(verifier);
            SimpleReport report = validator.validateDocument().getSimpleReport();
            for (String id : report.getSignatureIdList()) {
                System.out.println(String.join(" ", file.getName(),
                    String.valueOf(report.getSignatureFormat(id)),
                    String.valueOf(report.getIndication(id)),
                    String.valueOf(report.getSignatureTimestamps(id).size())));
            }
        }
    }
}
