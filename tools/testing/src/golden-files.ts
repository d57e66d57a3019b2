type Matrix = readonly (readonly number[])[];
type Image = readonly Matrix[];

export interface MocoLossCase {
  readonly kind: 'moco-jaccard';
  readonly prefix: string;
  readonly B: number;
  readonly D: number;
  readonly M: number;
  readonly temperature: number;
  readonly weights: readonly [number, number, number];
  readonly loss_j: number;
  readonly loss_p: number;
  readonly loss_n: number;
  readonly loss: number;
  readonly grad_q_p_row0: readonly number[];
  readonly grad_q_n_row0: readonly number[];
  readonly grad_q_p_norm: number;
  readonly grad_q_n_norm: number;
  readonly inputs?: Readonly<Record<'q_p' | 'k_p' | 'q_n' | 'k_n' | 'queue_p' | 'queue_n', Matrix>>;
  readonly jaccard_logits?: Matrix;
  readonly info_nce_p: number;
  readonly info_nce_grad_norm: number;
}

export interface SimclrLossCase {
  readonly kind: 'simclr-jaccard';
  readonly prefix: string;
  readonly B: number;
  readonly D: number;
  readonly temperature: number;
  readonly temperature_n: number;
  readonly weights: readonly [number, number, number];
  readonly loss_j: number;
  readonly loss_p: number;
  readonly loss_n: number;
  readonly loss: number;
  readonly grad_p1_row0: readonly number[];
  readonly grad_n2_row0: readonly number[];
  readonly nt_xent_p: number;
  readonly inputs?: Readonly<Record<'p1' | 'p2' | 'n1' | 'n2', Matrix>>;
}

interface EncoderOutputs {
  readonly feature_8: Matrix;
  readonly p_8: Matrix;
  readonly n_8: Matrix;
  readonly raw_feature_norm: readonly number[];
}

export interface EncoderCase {
  readonly arch: 'resnet18' | 'resnet50';
  readonly input: {
    readonly name: string;
    readonly shape_nchw: readonly [number, number, number, number];
    readonly scale: number;
  };
  readonly parameter_count: number;
  readonly backbone_parameter_count: number;
  readonly parameter_shapes: Readonly<Record<string, readonly number[]>>;
  readonly train: EncoderOutputs & {
    readonly loss: number;
    readonly grad_norms: Readonly<Record<string, number>>;
    /** Name of the statistic to its first four values and its L2 norm. */
    readonly running_stats_after: Readonly<Record<string, readonly [readonly number[], number]>>;
  };
  readonly eval_after_one_train_forward: EncoderOutputs;
}

export interface MocoTraceStep {
  readonly loss: number;
  readonly loss_j: number;
  readonly loss_p: number;
  readonly loss_n: number;
  readonly permutation: readonly number[];
  readonly q_conv1_norm: number;
  readonly k_conv1_norm: number;
  readonly k_param_norm: number;
  readonly queue_p_head: readonly number[];
  readonly queue_p_oldest: readonly number[];
}

export interface KnnCase {
  readonly prefix: string;
  readonly N: number;
  readonly queries: number;
  readonly D: number;
  readonly classes: number;
  readonly k: number;
  readonly temperature: number;
  readonly labels: readonly number[];
  readonly targets: readonly number[];
  readonly scores: Matrix;
  readonly top1: number;
  readonly top5: number;
}

/** The contents of each file under `golden/vectors`; every array is in PyTorch's layout. */
export interface GoldenFiles {
  readonly loss: {
    readonly salt: string;
    readonly cases: readonly (MocoLossCase | SimclrLossCase)[];
  };
  readonly encoder: { readonly salt: string; readonly cases: readonly EncoderCase[] };
  readonly moco_trace: {
    readonly salt: string;
    readonly arch: 'resnet18';
    readonly B: number;
    readonly S: number;
    readonly M: number;
    readonly temperature: number;
    readonly momentum: number;
    readonly lr: number;
    readonly weight_decay: number;
    readonly steps: readonly MocoTraceStep[];
    readonly eval_feature_8_after: Matrix;
  };
  readonly knn: { readonly salt: string; readonly cases: readonly KnnCase[] };
  readonly linear_probe: {
    readonly salt: string;
    readonly labels: readonly number[];
    readonly lr: number;
    readonly weight_decay: number;
    readonly losses: readonly number[];
    readonly final_weight_row0: readonly number[];
    readonly final_bias: readonly number[];
  };
  readonly augment: {
    readonly salt: string;
    readonly image_uint8_hwc: Image;
    readonly ops: Readonly<
      Record<
        string,
        {
          readonly args: Readonly<Record<string, number | readonly number[]>>;
          readonly output_hwc: Image;
        }
      >
    >;
  };
}
