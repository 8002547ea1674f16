import {
  type CurveFactory,
  curveBasis,
  curveBasisClosed,
  curveBasisOpen,
  curveBumpX,
  curveBumpY,
  curveLinear,
  curveLinearClosed,
  curveMonotoneX,
  curveMonotoneY,
  curveNatural,
  curveStep,
  curveStepAfter,
  curveStepBefore,
} from "d3-shape";
import type { CurveType } from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/enums.ts";

// d3-shape stays at 3.2.0: newer ones are a single file, of which every curve ends up in the bundle.

/** `bump` and `monotone` have no direction of their own: a chart runs along x. */
const CURVES: Readonly<Record<CurveType, CurveFactory>> = {
  basis: curveBasis,
  basisClosed: curveBasisClosed,
  basisOpen: curveBasisOpen,
  bump: curveBumpX,
  bumpX: curveBumpX,
  bumpY: curveBumpY,
  linear: curveLinear,
  linearClosed: curveLinearClosed,
  monotone: curveMonotoneX,
  monotoneX: curveMonotoneX,
  monotoneY: curveMonotoneY,
  natural: curveNatural,
  step: curveStep,
  stepAfter: curveStepAfter,
  stepBefore: curveStepBefore,
};

/** @returns how the points of a line are joined */
export function curveOf(type: CurveType = "linear"): CurveFactory {
  return CURVES[type];
}
