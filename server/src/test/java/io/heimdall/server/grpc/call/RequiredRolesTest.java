package io.heimdall.server.grpc.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.heimdall.v1.AcquisitionServiceOuterClass;
import io.heimdall.v1.MeasurementServiceOuterClass;
import io.heimdall.v1.Options;
import io.heimdall.v1.PlanServiceOuterClass;
import io.heimdall.v1.ReceiverServiceOuterClass;
import io.heimdall.v1.Role;
import io.heimdall.v1.StorageServiceOuterClass;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RequiredRolesTest {

  @Test
  void areDeclaredByEveryMethod() {
    List<MethodDescriptor> methods =
        Stream.of(
                AcquisitionServiceOuterClass.getDescriptor(),
                MeasurementServiceOuterClass.getDescriptor(),
                PlanServiceOuterClass.getDescriptor(),
                ReceiverServiceOuterClass.getDescriptor(),
                StorageServiceOuterClass.getDescriptor())
            .flatMap(file -> file.getServices().stream())
            .map(ServiceDescriptor::getMethods)
            .flatMap(List::stream)
            .toList();

    assertThat(methods)
        .hasSizeGreaterThan(15)
        .allSatisfy(method ->
            assertThat(method.getOptions().getExtension(Options.requiredRole))
                .as(method.getFullName())
                .isNotIn(Role.ROLE_UNSPECIFIED, Role.UNRECOGNIZED));
  }

  @Test
  void areNotAskedForHealth() {
    assertThat(RequiredRoles.of(io.grpc.health.v1.HealthGrpc.getCheckMethod())).isEmpty();
  }
}
