package io.heimdall.db.acquisition;

import java.util.UUID;

/// An acquisition about to be created; its state is PENDING, its lease epoch 1.
///
/// @param id its id
/// @param request who asked
/// @param plan what was asked for
/// @param nodeId the node that runs it
public record NewAcquisition(
    UUID id, AcquisitionRequest request, AcquisitionPlan plan, String nodeId) {}
