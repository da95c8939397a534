package dev.slipway.api;

/** What a model predicts; decides which metrics measure it. */
public enum Task {
  /** One of two classes; measured by auc, accuracy, logLoss, precision, recall and f1. */
  BinaryClassification,
  /** One of several classes; measured by accuracy and macroF1. */
  MulticlassClassification,
  /** A number; measured by rmse, mae and r2. */
  Regression
}
