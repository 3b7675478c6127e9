import { createElement, type ReactElement, type SVGProps } from 'react';

/** An icon as the package describes it. */
interface IconData {
  /** The name and the attributes of each shape. */
  node: [tag: string, attributes: Record<string, string>][];
}

interface IconProps extends SVGProps<SVGSVGElement> {
  size?: number;
}

/**
 * Makes the component of an icon of `lucide-react`. The build uses it in place of the package's own function, which has many
 * options that this client does not use (see `vite.config.ts`).
 */
export default function createIcon({ node }: IconData): (props: IconProps) => ReactElement {
  return ({ size = 24, ...props }) =>
    createElement(
      'svg',
      {
        width: size,
        height: size,
        viewBox: '0 0 24 24',
        fill: 'none',
        stroke: 'currentColor',
        strokeWidth: 2,
        strokeLinecap: 'round',
        strokeLinejoin: 'round',
        'aria-hidden': true,
        ...props,
      },
      ...node.map(([tag, attributes]) => createElement(tag, attributes)),
    );
}
