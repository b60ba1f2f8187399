// Made by build-picture.mjs from src/picture/page; not to be edited.
export const pageScript = `(()=>{function U(n,t,e){let o=window.devicePixelRatio||1,[r,i]=[Math.round(t*o),Math.round(e*o)];(n.width!==r||n.height!==i)&&(n.width=r,n.height=i,n.style.width=\`\${t}\\
px\`,n.style.height=\`\${e}px\`);let s=n.getContext("2d");if(s===null)throw new Error("this browser offers no 2d canvas");return s.setTransform(o,0,0,o,0,0),s.clearRect(
0,0,t,e),s}function _(n,t,e,o,r){if(r<12)return;let i=t.length>r?t.slice(0,Math.ceil(r)):t,s=n.measureText(i).width;if(s<=r){n.fillText(i,e,o);return}let a=Math.
floor(i.length*(r-6)/s);a>=2&&n.fillText(\`\${i.slice(0,a).trimEnd()}\\u2026\`,e,o)}function kt(n,t,e){let o=(t-n)/Math.max(1,e),r=10**Math.floor(Math.log10(o)),i=([
1,2,5,10].find(a=>a*r>=o)??10)*r,s=[];for(let a=Math.ceil(n/i);a*i<=t;a++)s.push(a*i);return{step:i,at:s}}var St=["partition","kill","pause","clock","other"];function Tt(n){return/partition|isolate|one-way|ring|halves|bridge|cut/i.test(n)?"partition":/kill|crash|restart/i.
test(n)?"kill":/pause|stop|freeze/i.test(n)?"pause":/clock|skew|drift|strobe/i.test(n)?"clock":"other"}function w(n,t){let e=Math.round(t*255).toString(16).padStart(
2,"0");return\`\${n}\${e}\`}function At(n){let t=o=>(parseInt(n.slice(o,o+2),16)/255)**2.2;return .2126*t(1)+.7152*t(3)+.0722*t(5)>.33?"#0f1a24":"#ffffff"}var Je=[.34,.67];function Pt({dim:n,outcomes:t}){let[e,o,r]=t.map(i=>i[1]);return["",n,w(e,.5),w(e,.75),e,o,r]}var Y=class{#t;#e;#n;#o;#r=1/0;#i=-1;constructor(t,e){
let o=Math.ceil((t.right-t.left)*t.ratio)+2;this.#t=t,this.#e=e,this.#n=new Uint8Array(o),this.#o=new Float32Array(o)}add(t,e,o){let{left:r,ratio:i}=this.#t,s=Math.
floor((t-r)*i);s<0||s>=this.#n.length||(this.#n[s]<=o&&(this.#n[s]=o+1),o>0&&(this.#o[s]+=Math.max(e*i,.12)),this.#r=Math.min(this.#r,s),this.#i=Math.max(this.#i,
s))}paint(t,e){if(this.#i<0)return;let{ctx:o,ratio:r,left:i,right:s}=this.#t,a=0,l=this.#r;for(let c=this.#r;c<=this.#i+1;c++){let u=this.#a(c);if(u!==a){if(a!==
0){o.fillStyle=this.#e[a];let d=i+l/r;o.fillRect(d,t,Math.min((c-l)/r,s-d),e)}a=u,l=c}}this.#n.fill(0,this.#r,this.#i+1),this.#o.fill(0,this.#r,this.#i+1),this.#r=
1/0,this.#i=-1}#a(t){let e=t>this.#i?0:this.#n[t];return e<2?e:e>2?e+2:2+Je.filter(o=>this.#o[t]>=o).length}};function m(n,t={},...e){let o=document.createElement(n);t.class!==void 0&&(o.className=t.class),t.id!==void 0&&(o.id=t.id),t.title!==void 0&&(o.title=t.title);for(let[
r,i]of Object.entries(t.attributes??{}))o.setAttribute(r,i);for(let[r,i]of Object.entries(t.on??{}))o.addEventListener(r,i);return re(o,e),o}function b(n,t={},...e){
let o=document.createElementNS("http://www.w3.org/2000/svg",n);for(let[r,i]of Object.entries(t))o.setAttribute(r,String(i));return re(o,e),o}function re(n,t){for(let e of t)
e!=null&&e!==!1&&n.append(e)}function k(n,t,e={}){let o={type:"button",...e.attributes};return m("button",{...e,attributes:o,on:{click:t}},n)}function q(n,t,e,...o){
return m("section",{id:n,class:"card",attributes:{"aria-labelledby":\`\${n}-heading\`}},m("header",{class:"card-head"},m("h2",{id:\`\${n}-heading\`},t),e===void 0?null:
m("p",{class:"hint"},e)),...o)}var Ze=new Intl.NumberFormat("en-US");function S(n){return Ze.format(n)}function T(n,t,e=\`\${t}s\`){return\`\${S(n)} \${n===1?t:e}\`}function Ct(n){let t=Math.abs(n);
return t<1e3?\`\${Math.round(n)} ns\`:t<1e6?\`\${st(n/1e3)} \\xB5s\`:t<1e9?\`\${st(n/1e6)} ms\`:t<12e10?\`\${st(n/1e9)} s\`:\`\${Math.floor(n/6e10)} min \${Math.round(n%6e10/1e9)}\\
 s\`}function Ot(n,t=1e6){let e=Math.min(9,Math.max(0,Math.ceil(9-Math.log10(Math.max(1,t))-1e-9)));return\`\${(n/1e9).toFixed(e)} s\`}function st(n){let t=Math.abs(
n);return t>=100||t===0?n.toFixed(0):t>=10?n.toFixed(1):n.toFixed(2)}var Qe=/[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]/g;function g(n){
return n.replace(Qe,t=>\`\\\\u\${t.charCodeAt(0).toString(16).padStart(4,"0")}\`)}function A(n,t=96){return n.length<=t?n:\`\${n.slice(0,t-1)}\\u2026\`}function E(n){return/^[\\w./:-]+$/.
test(n)?n:A(g(JSON.stringify(n)))}var tn=120;function at(n,t,e){return m("select",{attributes:{"aria-label":n}},m("option",{attributes:{value:""}},t),...e.map(([o,r])=>m("option",{attributes:{value:o}},
r)))}function G(n,t,e,o){let r=new Set,i=t.map(a=>{let l=k(A(g(a),24),()=>{r.delete(a)||r.add(a),s(),e()},{class:"chip",attributes:{"aria-pressed":"false"}});return o!==
void 0&&l.prepend(m("span",{class:\`mark \${o}\${a}\`})),l}),s=()=>i.forEach((a,l)=>a.setAttribute("aria-pressed",String(r.has(t[l]))));return{element:m("span",{class:"\\
group",attributes:{role:"group","aria-label":n}},...i),chosen:()=>new Set(r),choose(a){r.clear();for(let l of a)r.add(l);s()}}}function Rt(n,t,e,o){let r=m("inp\\
ut",{class:"search",attributes:{type:"search",placeholder:n,"aria-label":t}}),i=0;return r.addEventListener("input",()=>{window.clearTimeout(i),i=window.setTimeout(
e,tn)}),r.addEventListener("keydown",s=>{s.key==="Enter"&&o(s.shiftKey?-1:1)}),r}function Ft(n){return m("span",{class:"group"},k("\\u2039",()=>n(-1),{attributes:{
"aria-label":"Previous matching operation"}}),k("\\u203A",()=>n(1),{attributes:{"aria-label":"Next matching operation"}}))}function lt(n){return n.flatMap(([t,e])=>e===void 0||e===""?[]:[[t,g(e)]])}function ie({heading:n,facts:t}){return[n,...t.map(([e,o])=>\`\${e} \${o}\`)].join(", ")}function Et(n,t){let e=m("details",{class:"further"},m("summary",{},g(n)));return e.addEventListener("toggle",()=>e.append(t()),{once:!0}),e}function $t(n,t,e,o,r=""){
let i=t.length-e;return m("details",{class:"others"},m("summary",{},n),...t.slice(0,e).map(o),i>0&&m("p",{class:"hint"},\`\${S(i)} more\${r}.\`))}function v({left:n,from:t,scale:e},o){return n+(o-t)*e}function $(n,t,e){if(e<n.from||t>n.to)return;let o=Math.max(v(n,t),n.left-2),r=Math.min(v(n,e),n.right+2);
return{x:o,width:Math.max(r-o,1)}}function ct({ctx:n,theme:t,left:e,right:o},r,i){let s=Math.max(r.x-2.5,e-4),a=Math.min(r.x+r.width+2.5,o+4);a<=s||(n.strokeStyle=
t.surface,n.lineWidth=4,n.beginPath(),n.roundRect(s,r.y-2.5,a-s,r.height+5,3),n.stroke(),n.strokeStyle=i,n.lineWidth=2,n.stroke())}function Lt({ctx:n,theme:t,left:e,
right:o},r,i){if(r.width>34||r.height<8||r.x>o||r.x+r.width<e)return;n.font=\`600 11px \${t.font}\`,n.textAlign="left",n.textBaseline="middle";let{width:s}=n.measureText(
i),a=r.x+r.width+7,l=a+s>o?r.x-7-s:a;n.fillStyle=t.surface,n.beginPath(),n.roundRect(l-3,r.y-1,s+6,r.height+2,3),n.fill(),n.fillStyle=t.alarm,n.fillText(i,l,r.y+
r.height/2+.5)}function Ht(n,{from:t,to:e},o){let r=v(n,t);n.ctx.fillStyle=w(n.theme.accent,.18),n.ctx.fillRect(r,0,v(n,e)-r,o)}var Z=84,dt=24,It=44,J=26,se=20,en=40;function Bt(n){let t=m("div",{class:"interval-picture"}),e=0;return new ResizeObserver(()=>{let o=Math.max(t.clientWidth,320);
o!==e&&(e=o,t.replaceChildren(nn(n,o)))}).observe(t),t}function nn(n,t){let{intervals:e,moments:o,bands:r=[]}=n,i=[...new Set(e.map(({process:f})=>f))],s=on(n,t),
a=18,l=a+r.length*se,c=l+i.length*It+4,u=e.length===1?"operation":"operations",d=b("svg",{viewBox:\`0 0 \${t} \${c}\`,width:t,height:c,role:"group","aria-label":\`\${e.
length} \${u} as intervals, one row per process\`});r.forEach((f,h)=>d.append(...rn(f,s,a+h*se,c))),d.append(...sn(o,s,a,c)),i.forEach((f,h)=>{let p=l+(h+.5)*It;d.
append(b("line",{x1:Z-12,x2:t-dt,y1:p,y2:p,class:"rule"}),b("text",{x:Z-20,y:p+4,class:"name"},\`process \${f}\`))});for(let f of e){let h=l+(i.indexOf(f.process)+
.5)*It-J/2;d.append(an(f,n.visits,s,h,t))}return d}function on({moments:n,gaps:t},e){let o=t??n.slice(1).map(()=>1),r=o.reduce((s,a)=>s+a,0)||1,i=[Z];for(let s of o)
i.push(i.at(-1)+s/r*(e-Z-dt-en));return s=>{let a=n.findIndex(({at:u})=>u>=s);if(a===-1)return e-dt;if(a===0)return Z;let[l,c]=[n[a-1].at,n[a].at];return i[a-1]+
(s-l)/(c-l)*(i[a]-i[a-1])}}function rn({from:n,to:t,label:e,mark:o},r,i,s){let a=r(n),l=Math.max(r(t)-a,2);return[b("rect",{x:a,y:i,width:l,height:s-i,class:\`sh\\
ade \${o}\`}),b("rect",{x:a,y:i,width:l,height:2,class:\`bar \${o}\`}),b("text",{x:a+6,y:i+14,class:"small"},e)]}function sn(n,t,e,o){let r=-1/0;return n.flatMap(({at:i,
label:s})=>{let a=t(i),l=b("line",{x1:a,x2:a,y1:e-4,y2:o,class:"moment"}),c=s.length*3.6;return a-c<r?[l]:(r=a+c+6,[l,b("text",{x:a,y:11,class:"time"},s)])})}function an({
process:n,from:t,to:e,isOpen:o,text:r,mark:i,visit:s},a,l,c,u){let d=l(t),f=Math.max(o?u-dt:l(e),d+6),h=\`M\${d} \${c}H\${f-9}L\${f} \${c+J/2}L\${f-9} \${c+J}H\${d}Z\`,p=b(
"g",{class:\`operation \${i}\`,tabindex:0,role:"button","aria-label":\`\${r}, process \${n}; \${a}\`},o?b("path",{d:h,class:"interval"}):b("rect",{x:d,y:c,width:f-d,height:J,
rx:4,class:"interval"}),ln(r,d,f,c+J/2+4.5,u));return p.addEventListener("click",s),p.addEventListener("keydown",M=>{M.key!=="Enter"&&M.key!==" "||(M.preventDefault(),
s())}),p}function ln(n,t,e,o,r){let i=n.length*7;if(e-t>i+14)return b("text",{x:t+9,y:o,class:"in"},n);let s=e+i+10>r;return b("text",{x:s?t-6:e+7,y:o,class:s?"\\
out before":"out"},n)}function Dt(n){let{view:t}=n;return{"+":()=>n.show(t.zoomed(.5)),"=":()=>n.show(t.zoomed(.5)),"-":()=>n.show(t.zoomed(2)),_:()=>n.show(t.zoomed(2)),ArrowLeft:()=>t.
show(t.panned(-.1)),ArrowRight:()=>t.show(t.panned(.1)),PageUp:()=>n.show(t.panned(-.9)),PageDown:()=>n.show(t.panned(.9)),Home:()=>n.show(t.whole),Escape:()=>n.
unpin()}}function Vt(n,t){n.addEventListener("keydown",e=>{if(e.ctrlKey||e.metaKey||e.altKey)return;let o=t[e.key]??t[e.key.toLowerCase()];o!==void 0&&(e.preventDefault(),
o())})}function zt(n){return m("details",{class:"keys",id:"keys"},m("summary",{},"Keys, when the picture has the focus"),m("dl",{},...n.flatMap(([t,e])=>[m("dt",
{},t),m("dd",{},e)])))}function Nt(){let n=getComputedStyle(document.documentElement),t=e=>n.getPropertyValue(\`--\${e}\`).trim();return{get:t,list:(e,o)=>Array.from({length:o},(r,i)=>t(
\`\${e}-\${i+1}\`))}}function Kt({get:n,list:t},e){let o=St.map(r=>[r,n(\`fault-\${r}\`)]);return{ink:n("ink"),ink2:n("ink-2"),ink3:n("ink-3"),surface:n("surface"),line:n(
"line"),lineSoft:n("line-soft"),dim:n("dim"),alarm:n("alarm"),accent:n("accent"),outcomes:[t("ok",e),t("fail",e),t("info",e)],faults:Object.fromEntries(o),terms:t(
"term",6),font:n("font")}}function Wt(n){matchMedia("(prefers-color-scheme: dark)").addEventListener("change",n);let t=e=>()=>{document.documentElement.toggleAttribute(
"data-print",e),n()};window.addEventListener("beforeprint",t(!0)),window.addEventListener("afterprint",t(!1))}function Ut(){return matchMedia("(prefers-reduced-\\
motion: reduce)").matches}var Q=class{from=0;to=1;whole={from:0,to:1};closest=0;#t=new Set;get span(){return this.to-this.from}get isWhole(){return this.from<=this.whole.from&&this.to>=this.
whole.to}onChange(t){this.#t.add(t)}reset(t,e,o){this.whole=t,this.closest=Math.min(e,t.to-t.from),this.from=NaN,this.show(o)}show(t){let{from:e,to:o}=this.fit(
t);if(!(e===this.from&&o===this.to)){this.from=e,this.to=o;for(let r of this.#t)r()}}zoomed(t,e=(this.from+this.to)/2){let o=Math.min(Math.max(this.span*t,this.
closest),this.whole.to-this.whole.from),r=e-(e-this.from)/this.span*o;return{from:r,to:r+o}}panned(t){let e=this.span*t;return{from:this.from+e,to:this.to+e}}fit(t){
let{whole:e}=this,o=Math.max(t.to-t.from,this.closest);if(o>=e.to-e.from)return e;let r=(t.from+t.to)/2,i=Math.min(Math.max(r-o/2,e.from),e.to-o);return{from:i,
to:i+o}}},cn=220,Gt=new WeakMap;function jt(n,t){let e=n.fit(t);if(Ut()){n.show(e);return}let o={from:n.from,to:n.to},r=performance.now(),i=D(n),s=a=>{if(Gt.get(
n)!==i)return;let l=Math.min(1,Math.max(0,(a-r)/cn));n.show(l===1?e:dn(o,e,1-(1-l)**3)),l<1&&requestAnimationFrame(s)};requestAnimationFrame(s)}function D(n){let t=(Gt.
get(n)??0)+1;return Gt.set(n,t),t}function dn(n,t,e){let[o,r]=[n.to-n.from,t.to-t.from],i=o*(r/o)**e,s=o===r?e:(i-o)/(r-o),a=n.from+(t.from-n.from)*s;return{from:a,
to:a+i}}var C=48,ae=7,ut=3,tt=class{element;#t;#e=document.createElement("canvas");#n;#o;#r;#i;#a;#s=0;#l;constructor(t,e,o,r){this.#n=t,this.#o=e,this.#r=o,this.#i=r,this.#a=
r().theme,this.#t=m("canvas",{class:"minimap-picture",attributes:{"aria-hidden":"true"}}),this.element=m("div",{class:"minimap"},this.#t),t.onChange(()=>this.#h()),
new ResizeObserver(()=>this.redraw()).observe(this.element),this.#g()}redraw(){this.#s=this.element.clientWidth,this.#s!==0&&(this.#m(this.#i()),this.#h())}get#u(){
return Math.max(1,this.#s-this.#o-this.#r)}#c(t){let{whole:e}=this.#n;return this.#o+(t-e.from)/(e.to-e.from)*this.#u}#d(t){let{whole:e}=this.#n;return e.from+(t-
this.#o)/this.#u*(e.to-e.from)}#m(t){let{theme:e,bands:o,alarms:r}=t;this.#a=e;let i=U(this.#e,this.#s,C);for(let{from:s,to:a,colour:l,alpha:c}of o){let[u,d]=[this.#c(
s),this.#c(a)];i.fillStyle=w(l,c),i.fillRect(u,0,d-u,C),i.fillStyle=l,i.fillRect(u,0,Math.max(d-u-1,1),3)}this.#f(i,t),i.fillStyle=e.line,i.fillRect(this.#o,C-1,
this.#u,1),i.fillStyle=e.alarm;for(let s of r){let a=this.#c(s);i.fillRect(a-1,0,2,C),i.beginPath(),i.moveTo(a-5,0),i.lineTo(a+5,0),i.lineTo(a,8),i.fill()}}#f(t,e){
let{theme:o}=e,r=this.#y(e),i=r[0].length,s=1;for(let a=0;a<i;a++)s=Math.max(s,r[0][a]+r[1][a]+r[2][a]);for(let a=0;a<i;a++){let l=C-1;for(let[c,u]of r.entries()){
if(u[a]===0)continue;let d=Math.max(u[a]/s*(C-10),1.5);t.fillStyle=w(o.outcomes[c][1],c===0?.7:1),t.fillRect(this.#o+a*ut,l-d,ut-1,d),l-=d}}}#y({count:t,mask:e,
outcome:o,begin:r}){let i=Math.ceil(this.#u/ut),s=[new Uint32Array(i),new Uint32Array(i),new Uint32Array(i)];for(let a=0;a<t;a++){if(e[a]!==1)continue;let l=Math.
floor((this.#c(r(a))-this.#o)/ut);s[o[a]][Math.min(Math.max(l,0),i-1)]+=1}return s}#h(){if(this.#s===0)return;let t=this.#n,e=this.#a,o=U(this.#t,this.#s,C);o.drawImage(
this.#e,0,0,this.#s,C);let r=this.#o+this.#u,i=Math.max(this.#c(t.from),this.#o),s=Math.min(Math.max(this.#c(t.to),i+2),r);t.isWhole||(o.fillStyle=w(e.surface,.68),
o.fillRect(this.#o,0,i-this.#o,C),o.fillRect(s,0,r-s,C)),o.strokeStyle=e.ink3,o.lineWidth=1,o.beginPath(),o.roundRect(i+.5,.5,Math.max(s-i-1,2),C-1,4),o.stroke(),
o.fillStyle=e.ink2;for(let a of[i,s])o.beginPath(),o.roundRect(a-2,C/2-9,4,18,2),o.fill()}#p(t){let e=this.#n,[o,r]=[this.#c(e.from),this.#c(e.to)];return Math.
abs(t-o)<=ae?"from":Math.abs(t-r)<=ae?"to":!e.isWhole&&t>o&&t<r?"window":"new"}#g(){let t=this.#t,e=this.#n,o=r=>r.clientX-t.getBoundingClientRect().left;t.addEventListener(
"pointerdown",r=>{D(e),t.setPointerCapture(r.pointerId);let i=o(r);this.#l={what:this.#p(i),x:i,from:e.from,to:e.to}}),t.addEventListener("pointermove",r=>{let i=o(
r);this.#l===void 0?t.style.cursor=un[this.#p(i)]:e.show(this.#w(this.#l,i))}),t.addEventListener("pointerup",r=>{let i=this.#l;if(this.#l=void 0,i?.what!=="new"||
Math.abs(o(r)-i.x)>3)return;let s=(i.to-i.from)/2,a=this.#d(i.x);e.show({from:a-s,to:a+s})}),t.addEventListener("pointercancel",()=>this.#l=void 0),t.addEventListener(
"dblclick",()=>e.show(e.whole))}#w(t,e){let o=this.#d(e)-this.#d(t.x),r=(i,s)=>({from:Math.min(i,s),to:Math.max(i,s)});switch(t.what){case"from":return r(t.from+
o,t.to);case"to":return r(t.from,t.to+o);case"window":return{from:t.from+o,to:t.to+o};case"new":return Math.abs(e-t.x)>3?r(this.#d(t.x),this.#d(e)):t}}},un={from:"\\
ew-resize",to:"ew-resize",window:"grab",new:"crosshair"};var mt=class{element;#t;#e;constructor(t){this.#t=t,this.element=m("div",{class:"tooltip",attributes:{role:"tooltip",hidden:""}})}hide(){this.element.hidden=!0,
this.#e=void 0}show(t,e,o,r,i,s){(t!==this.#e||this.element.classList.contains("pinned")!==o)&&(this.#n(e(),o),this.#e=t),this.element.hidden=!1;let{offsetWidth:a,
offsetHeight:l}=this.element,c=r+16+a<=s?r+16:r-16-a,u=window.innerHeight-(this.element.parentElement?.getBoundingClientRect().top??0);this.element.style.left=\`\${Math.
max(0,Math.min(c,s-a))}px\`,this.element.style.top=\`\${Math.max(0,Math.min(i+14,u-l-8))}px\`}#n(t,e){this.element.classList.toggle("pinned",e),this.element.replaceChildren(
m("div",{class:"tooltip-head"},m("span",{class:\`mark \${t.mark}\`}),m("strong",{},g(t.heading)),e&&k("\\xD7",this.#t,{class:"close",attributes:{"aria-label":"Close"}})),
m("dl",{},...t.facts.flatMap(([o,r])=>[m("dt",{},o),m("dd",{},r)])))}};var et=class{canvas;view;gutter;padRight;overlay;tooltip;live;width=0;#t=!1;#e=!0;#n;#o;#r;constructor(t,e,o,r){this.view=t,this.gutter=e,this.padRight=o,this.canvas=
m("canvas",{class:"timeline-picture",attributes:{tabindex:"0",role:"application","aria-label":r,"aria-describedby":"keys"}}),this.overlay=m("canvas",{class:"tim\\
eline-overlay",attributes:{"aria-hidden":"true"}}),this.live=m("div",{class:"visually-hidden",attributes:{"aria-live":"polite"}}),this.tooltip=new mt(()=>this.unpin()),
t.onChange(()=>this.redraw())}get pinned(){return this.#o?.target}get plotWidth(){return Math.max(this.width-this.gutter-this.padRight,1)}get shown(){return this.#o??
this.#n}get choosing(){return this.#r}placeAt(t){return this.view.from+(t-this.gutter)/this.plotWidth*this.view.span}redraw(){this.#e=!0,this.refresh()}show(t){
jt(this.view,t)}hover(t){let e=t===void 0?void 0:this.targetAt(t);this.#n=e===void 0||t===void 0?void 0:{target:e,point:t},this.canvas.style.cursor=e===void 0?"":
"pointer",this.moveCursor(t===void 0||t.x<this.gutter?void 0:this.placeAt(t.x)),this.refresh()}pinAt(t){this.hover(t),this.#o=this.#n,this.refresh()}unpin(){this.#o=
void 0,this.#n=void 0,this.redraw()}choose(t){this.#r=t,this.refresh()}drawNow(){let t=performance.now();return this.#e=!0,this.#i(),performance.now()-t}pin(t,e){
this.#o={target:t,point:e},this.#n=void 0,this.live.textContent=ie(this.describe(t)),this.redraw()}refresh(){this.#t||(this.#t=!0,requestAnimationFrame(()=>{this.#t=
!1,this.#i()}))}frameOf(t,e){let{view:o,gutter:r,plotWidth:i}=this;return{ctx:t??this.canvas.getContext("2d"),theme:e,from:o.from,to:o.to,left:r,right:r+i,ratio:window.
devicePixelRatio||1,scale:i/o.span}}within({ctx:t,left:e,right:o},r,i,s){t.save(),t.beginPath(),t.rect(e-3,r,o-e+6,i-r),t.clip(),s(),t.restore()}wipe(t,e){return U(
t,this.width,e)}#i(){this.width!==0&&(this.#e&&this.drawPicture(),this.#e=!1,this.drawOverlay(),this.#a())}#a(){let{shown:t}=this;if(t===void 0){this.tooltip.hide();
return}let e=t===this.#o,{x:o,y:r}=e?this.follow(t):t.point,i=this.identify(t.target);this.tooltip.show(i,()=>this.describe(t.target),e,o,r,this.width)}};var mn=280;function Xt(n){let{canvas:t,view:e}=n,o=new Map,r;t.addEventListener("pointerdown",s=>{if(s.button!==0)return;D(e);let a=j(t,s);o.set(s.pointerId,a),
t.setPointerCapture(s.pointerId);let l=o.size>1;r={point:a,last:a,from:e.from,to:e.to,moved:l,chooses:s.shiftKey}}),t.addEventListener("pointermove",s=>{let a=j(
t,s);o.size===2&&o.has(s.pointerId)?pn(n,o,s.pointerId,a):r===void 0||!o.has(s.pointerId)?n.hover(a):fn(n,r,a)});let i=s=>{o.delete(s.pointerId);let a=r;r=void 0,
n.choose(void 0),!(a===void 0||s.type==="pointercancel")&&(a.moved?a.chooses&&n.show(le(n,a.point,j(t,s))):n.pinAt(j(t,s)))};t.addEventListener("pointerup",i),t.
addEventListener("pointercancel",i),t.addEventListener("pointerleave",()=>n.hover(void 0)),t.addEventListener("dblclick",s=>{n.show(e.zoomed(.25,n.placeAt(j(t,s).
x)))}),hn(n)}function j(n,t){let e=n.getBoundingClientRect();return{x:t.clientX-e.left,y:t.clientY-e.top}}function le(n,t,e){let[o,r]=[n.placeAt(t.x),n.placeAt(
e.x)];return{from:Math.min(o,r),to:Math.max(o,r)}}function fn(n,t,e){let o=e.x-t.point.x;if(!t.moved&&Math.hypot(o,e.y-t.point.y)<4)return;if(t.moved=!0,n.hover(
void 0),t.chooses){n.choose(le(n,t.point,e));return}n.scrollRows(t.last.y-e.y),t.last=e;let r=-o/n.plotWidth*(t.to-t.from);n.view.show({from:t.from+r,to:t.to+r})}
function hn(n){let{canvas:t,view:e}=n,o=-1/0;window.addEventListener("wheel",r=>{t.contains(r.target)||(o=r.timeStamp)},{passive:!0}),t.addEventListener("wheel",
r=>{let{x:i}=j(t,r),s=r.timeStamp-o<mn&&!r.ctrlKey,a=e.isWhole&&r.deltaY>0&&Math.abs(r.deltaY)>=Math.abs(r.deltaX);if(i<n.gutter)return;if(s||a&&!r.ctrlKey){o=r.
timeStamp;return}r.preventDefault(),D(e);let l=r.deltaMode===WheelEvent.DOM_DELTA_LINE?16:1;if(r.shiftKey||Math.abs(r.deltaX)>Math.abs(r.deltaY)){e.show(e.panned(
(r.deltaX||r.deltaY)*l/n.plotWidth));return}let c=r.ctrlKey?.01:.0022;e.show(e.zoomed(Math.exp(r.deltaY*l*c),n.placeAt(i)))},{passive:!1})}function pn(n,t,e,o){
let{view:r}=n,i=[...t].find(([c])=>c!==e)?.[1],s=t.get(e);if(i===void 0||s===void 0)return;let[a,l]=[Math.abs(s.x-i.x),Math.abs(o.x-i.x)];t.set(e,o),!(a<8||l<8)&&
r.show(r.zoomed(a/l,n.placeAt(i.x)))}function O(n,t,e){let o=0,r=n;for(;o<r;){let i=o+r>>>1;e(i)<t?o=i+1:r=i}return o}var yn={valid:"Valid",invalid:"Invalid",unknown:"Unknown"},gn={valid:"M5 10.5 8.5 14 15 6.5",invalid:"M6 6 14 14M14 6 6 14",unknown:"M7.4 7.6A2.7 2.7 0 1 1 10 1\\
0.6V12M10 14.6v.2"};function _t(n){let t=b("svg",{viewBox:"0 0 20 20",width:22,height:22,"aria-hidden":"true"},b("path",{d:gn[n],fill:"none",stroke:"currentColo\\
r","stroke-width":2.2,"stroke-linecap":"round","stroke-linejoin":"round"}));return m("span",{class:"badge"},t,yn[n])}function ce(n,t){let e=new Map;return n.toSorted((o,r)=>o.from-r.from).map(o=>{let r=e.get(o.label)??e.size;o.kind==="leader"&&e.set(o.label,r);let i=o.to===null?
t.end:t.ofPoint(o.to);return{data:o,from:t.ofPoint(o.from),to:i,number:r}})}function de(n){let t=new Map;for(let e of n){if(e.data.process!==null)continue;let o=t.
get(e.data.lane)??[];t.set(e.data.lane,o);let r=o.find(i=>bn(i.at(-1).data,e.data));r===void 0?o.push([e]):r.push(e)}return[...t].map(([e,o])=>({label:e,rows:o}))}
function bn(n,t){let e=n.to??1/0;return e<t.from||e===t.from&&n.from<e}function V(n,{data:{kind:t,label:e,detail:o},number:r}){return t==="fault"?n.faults[Tt(\`\${e}\\
 \${o}\`)]:t==="leader"?n.terms[r%n.terms.length]:n.ink3}var nt=class{scale;end;closest;#t;#e;constructor(t,e,o){let{times:r}=t.data;if(this.#t=t,this.scale=r===null?"order":e,r!==null&&e==="time"){let s=r[0]??0;this.#e=
Float64Array.from(r,a=>a-Math.min(0,s)),this.closest=.005}else this.#e=xn(t,o),this.closest=4;let i=this.#e.at(-1)??0;this.end=i+Math.max(this.closest/2,i*.004)}begin(t){
return this.#e[this.#t.call[t]]}finish(t){return this.ofRank(this.#t.return[t])}ofRank(t){return this.#e[t]??this.end}ofPoint(t){let{points:e}=this.#t,o=O(e.length,
t,i=>e[i]);if(o===e.length)return this.end;if(e[o]===t||o===0)return this.#e[o];let r=(t-e[o-1])/(e[o]-e[o-1]);return this.#e[o-1]+(this.#e[o]-this.#e[o-1])*r}rankAt(t){
return O(this.#e.length,t,e=>this.#e[e])}};function xn({points:n,call:t,return:e,count:o},r){let i=new Uint8Array(n.length).fill(r===void 0?1:0);if(r!==void 0)for(let a=0;a<
o;a++)r[a]!==0&&(i[t[a]]=1,e[a]<n.length&&(i[e[a]]=1));let s=0;return Float64Array.from(i,a=>s+=a)}var L=["ok","fail","info"];var z={partition:void 0,process:void 0,types:new Set,outcomes:new Set,search:"",alone:!1};function Yt(n,t){let{operations:e,partitions:o}=n.data,r=e.types.map(({
name:d})=>t.types.size===0||t.types.has(d)),i=L.map(d=>t.outcomes.size===0||t.outcomes.has(d)),s=t.search.trim().toLowerCase(),a=e.texts.map(d=>s===""||vn(d,s)),
l=o.map(({key:d})=>s!==""&&d?.toLowerCase()===s),c=new Uint8Array(n.count),u=0;for(let d=0;d<n.count;d++)t.partition!==void 0&&n.partition[d]!==t.partition||t.process!==
void 0&&n.process[d]!==t.process||!r[n.type[d]]||!i[n.outcome[d]]||!a[e.text[d]]&&l[n.partition[d]]!==!0||(c[d]=1,u+=1);return{mask:c,matches:u}}function vn(n,t){
let e=n.toLowerCase();if(!/^-?\\d+$/.test(t))return e.includes(t);for(let o=e.indexOf(t);o>=0;o=e.indexOf(t,o+1))if(!/[\\d.]$/.test(e.slice(0,o))&&!/^\\d/.test(e.slice(
o+t.length)))return!0;return!1}function ue(n,t){let{length:e}=n,o=new Float64Array(e),r=new Float64Array(e);for(let s=0,a=-1/0;s<e;s++)o[s]=a=Math.max(a,n[s]);for(let s=e-1,a=1/0;s>=0;s--)r[s]=
a=Math.min(a,t[s]);let i=new Float64Array(e);for(let s=0,a=0;s<e;s=a){for(;a<e&&o[a]===o[s];)a+=1;let l=o[s],c=Math.max(l,Math.min(r[s],o[a]??1/0));for(let u=s;u<
a;u++)i[u]=l+(c-l)*(u-s+1)/(a-s+1)}return i}var ft=0,me=1,R=2;function fe(n){let t=n.operations,{count:e}=t,o=new Set(t.call);for(let c of t.return)c!==null&&o.add(c);let r=Float64Array.from(o).sort(),i=new Map;
r.forEach((c,u)=>i.set(c,u));let s=new Uint8Array(e),a=new Uint8Array(e);for(let{orders:c}of n.partitions){for(let u of c[0]?.operations??[])s[u]=1;for(let u of c[0]?.
blocked??[])a[u]=1}let l=Int32Array.from(t.call,c=>i.get(c));return{data:n,count:e,points:r,call:l,return:Int32Array.from(t.return,c=>c===null?r.length:i.get(c)),
process:Int32Array.from(t.process),type:Int32Array.from(t.type),partition:Int32Array.from(t.partition),outcome:Uint8Array.from(t.outcome),placed:s,blocked:a,violations:Mn(
n)}}function Mn({partitions:n,operations:t}){let e=o=>{let{culprit:r}=n[o].violation;return t.return[r]??1/0};return[...n.keys()].filter(o=>n[o].violation!==null).
sort((o,r)=>e(o)-e(r))}function ot(n,t){return L[n.outcome[t]]}function F({data:{operations:n}},t){return n.texts[n.text[t]]}function ht({data:{partitions:n},partition:t},e){
return n[t[e]]?.key??null}function pt({data:{partitions:n},partition:t},e){for(let o of n[t[e]]?.orders??[]){let r=o.operations.indexOf(e);if(r>=0)return{order:o,
position:r}}}function he(n,t){let e=new Map;for(let o=0;o<n.count;o++){if(t?.[o]===0)continue;let r=n.process[o],i=e.get(r);i===void 0?e.set(r,[o]):i.push(o)}return[...e].sort(
([o],[r])=>o-r).flatMap(([o,r])=>kn(n,r).map((i,s)=>Sn(n,o,i,s)))}function kn(n,t){let e=[],o=[];for(let r of t){let i=o.findIndex(s=>s<=n.call[r]);i<0&&(i=e.push(
[])-1),e[i].push(r),o[i]=n.outcome[r]===R?n.call[r]:n.return[r]}return e}function Sn(n,t,e,o){let r=new Int32Array(e.length),i=-1;return e.forEach((s,a)=>{let l=e[a+
1],c=l===void 0?1/0:n.call[l];i=Math.max(i,Math.min(n.return[s],c)),r[a]=i}),{label:o===0?String(t):"",process:t,operations:Int32Array.from(e),reach:r}}function rt({
reach:n},t,e){return O(n.length,e,o=>t.ofRank(n[o]))}function N({operations:n},t,e,o){let r=n[o],i=n[o+1],s=e.finish(r);return i===void 0||t.outcome[r]!==R?s:Math.
min(s,e.begin(i))}function qt(){let n=Nt();return{...Kt(n,2),path:n.get("path")}}var yt=class{model;view=new Q;theme=qt();filter=z;selection;axis;rows;annotations;lanes;#t;#e=new Map;#n;#o;#r={theme:new Set,filter:new Set};constructor(t){this.
model=t,this.selection=Yt(t,z),this.axis=new nt(t,"order",void 0),this.rows=[],this.annotations=[],this.lanes=[],this.#t=new Float64Array(0),this.#n=new Int32Array(
0),this.#o=new Int32Array(0),this.#a("order",void 0),Wt(()=>{this.theme=qt(),this.#l("theme")})}on(t,e){this.#r[t].add(e)}setFilter(t){let e=t.alone||this.filter.
alone;this.filter=t,this.selection=Yt(this.model,t),e&&this.#a(this.axis.scale,this.#i()),this.#l("filter")}setScale(t){this.#a(t,this.#i()),this.#l("filter")}pointOf(t){
return this.#t[t]}pointsOf(t){let e=this.#e.get(t);if(e===void 0){let o=Float64Array.from(t.operations,i=>this.axis.begin(i)),r=Float64Array.from(t.operations,i=>this.
axis.finish(i));this.#e.set(t,e=ue(o,r))}return e}spotOf(t){let e=this.#n[t],o=this.rows[e];if(o===void 0)return;let r=N(o,this.model,this.axis,this.#o[t]);return{
row:e,from:this.axis.begin(t),to:r}}around(t){let e=t.map(s=>this.spotOf(s)).filter(s=>s!==void 0);if(e.length===0)return this.view;let o=Math.min(...e.map(s=>s.
from)),r=Math.max(...e.map(s=>s.to)),i=Math.max((r-o)*.25,this.axis.closest);return{from:o-i,to:r+i}}#i(){let{view:t,axis:e}=this;return t.isWhole?void 0:{from:e.
rankAt(t.from),to:e.rankAt(t.to)}}#a(t,e){let{model:o,filter:r,selection:i}=this,s=r.alone?i.mask:void 0;this.axis=new nt(o,t,s),this.rows=he(o,s),this.annotations=
ce(o.data.annotations,this.axis),this.lanes=de(this.annotations),this.#s();let{axis:a}=this,l={from:-a.end*.004,to:a.end},c=e===void 0?l:{from:a.ofRank(e.from),
to:a.ofRank(e.to)};this.view.reset(l,a.closest,c)}#s(){let{count:t,data:e}=this.model;this.#n=new Int32Array(t).fill(-1),this.#o=new Int32Array(t),this.rows.forEach(
(o,r)=>{o.operations.forEach((i,s)=>{this.#n[i]=r,this.#o[i]=s})}),this.#e.clear(),this.#t=new Float64Array(t).fill(NaN);for(let{orders:o}of e.partitions){let[r]=o;
if(r===void 0)continue;let i=this.pointsOf(r);r.operations.forEach((s,a)=>this.#t[s]=i[a])}}#l(t){for(let e of this.#r[t])e()}};var Jt=1e6;function gt(n){return n===0?"0 ms":Ct(n*Jt)}function wt(n,t=.001){return Ot(n*Jt,t*Jt)}function pe(n){let{title:t,verdict:e,model:o}=n.data;return m("header",{class:\`masthead verdict-\${e}\`},m("p",{class:"overline"},\`Linearizability, model \${g(o)}\`),
m("h1",{},g(t)),m("div",{class:"verdict",attributes:{role:"status"}},_t(e),m("p",{class:"reason"},g(An(n)))),Pn(n))}var Tn={time:"there was not enough time",memory:"\\
there was not enough memory",aborted:"the check was aborted",stopped:"the check stopped at a violation elsewhere"};function An({data:n,violations:t}){let{operations:e,
verdict:o}=n;if(o==="valid")return\`All \${T(e.count,"operation")} fit one order that explains every answer.\`;if(o==="unknown")return\`No verdict: \${Tn[n.reason??""]??
"a limit was reached"}.\`;let[r]=t;return(r===void 0?void 0:n.partitions[r]?.violation?.sentence)??"No order of the operations explains every answer."}function Pn(n){
let{data:t}=n,e=[["Operations",Cn(n)],["Processes",S(new Set(n.process).size)],["Partitions",On(t)],["Methods",Rn(t)],["Checked in",gt(t.elapsed)],["Unknown out\\
comes",Fn(t)]];return m("dl",{class:"facts"},...e.filter(([,o])=>o!=="").map(([o,r])=>m("div",{},m("dt",{},o),m("dd",{},g(r)))))}function Cn({count:n,outcome:t}){
let e=[0,0,0];for(let r of t)e[r]+=1;let o=L.flatMap((r,i)=>e[i]===0?[]:[\`\${S(e[i])} \${r}\`]);return\`\${S(n)} (\${o.join(", ")})\`}function On({partitions:n}){return n.
length<2?"":["valid","invalid","unknown"].flatMap(e=>{let o=n.filter(r=>r.verdict===e).length;return o===0?[]:[\`\${S(o)} \${e}\`]}).join(", ")}function Rn({partitions:n}){
return[...new Set(n.flatMap(({method:t})=>t??[]))].join(", ")}function Fn({operations:n}){let t=Object.values(n.inferred);return["applied","not-applied","undete\\
rmined"].flatMap(e=>{let o=t.filter(r=>r===e).length;return o===0?[]:[\`\${S(o)} \${e.replace("-"," ")}\`]}).join(", ")}var we=[["+ \\u2212","zoom in, zoom out"],["\\u2190 \\u2192","to the left, to the right"],["Home","everything"],["N P","next, previous operation that the filter ad\\
mits"],["] [","next, previous operation in the order of its partition"],["\\u2191 \\u2193","to the process above, below"],["V","next violation"],["Esc","let go"],
["/","search"]];function be(n,t,e){Vt(n.canvas,{...Dt(n),ArrowUp:()=>ge(n,-1),ArrowDown:()=>ge(n,1),n:()=>X(n,1),p:()=>X(n,-1),"]":()=>ye(n,1),"[":()=>ye(n,-1),
v:e,"/":t})}function X(n,t){let{model:e,selection:o,view:r,axis:i}=n.context,s=Zt(n),a=O(e.count,r.from,c=>i.begin(c)),l=s===void 0?t===1?a:a-1:s+t;for(;l>=0&&l<
e.count&&o.mask[l]!==1;)l+=t;l>=0&&l<e.count&&n.pinOperation(l)}function ye(n,t){let{model:e}=n.context,o=Zt(n);if(o===void 0){X(n,t);return}let r=e.data.partitions[e.
partition[o]]?.orders[0],i=r?.operations.indexOf(o)??-1,s=i<0?void 0:r?.operations[i+t];s!==void 0&&n.pinOperation(s)}function ge(n,t){let{context:e}=n,{rows:o,
view:r,axis:i}=e,s=Zt(n),a=s===void 0?void 0:e.spotOf(s);if(s===void 0||a===void 0){X(n,1);return}let l=o[a.row+t];if(l===void 0)return;let c=Math.max(i.begin(s),
r.from),u=p=>i.begin(l.operations[p]),d=O(l.operations.length,c,u),f=Math.max(0,d-1),h=d>=l.operations.length||c-u(f)<u(d)-c?f:d;n.pinOperation(l.operations[h])}
function Zt(n){return n.pinned?.kind==="operation"?n.pinned.number:void 0}function xe({model:n}){let t=new Set(n.outcome),e=(r,i,s=!0)=>s&&m("span",{},m("span",{class:\`mark \${r}\`}),i),o=n.placed.some((r,i)=>r===0&&n.outcome[i]===0);return m(
"p",{class:"legend"},e("mark-look","looks"),e("mark-ok","acts"),e("mark-fail","failed: did not happen",t.has(1)),e("mark-info","unknown outcome, end open",t.has(
2)),e("mark-unplaced","in no order",o),m("span",{},m("span",{class:"tick"}),"takes effect here"),m("span",{},m("span",{class:"line"}),"order"),n.violations.length>
0&&m("span",{class:"cross"},"\\xD7 cannot come next"))}function Qt(n,t,e){let o=30,r=n.flatMap(l=>l.rows.map((c,u)=>{let d={top:o,height:17,lane:l,row:u};return o+=20,d}));o+=6;let i=Math.max(e*.72-o,260),s=Math.max(
14,Math.min(26,Math.floor(i/Math.max(t,1)))),a=o+Math.max(t,1)*s+8;return{annotations:r,top:o,rowHeight:s,full:a,height:Math.min(a,o+i)}}var En=.13;function ve(n){let t=new tt(n.view,84,18,()=>$n(n));for(let e of["theme","filter"])n.on(e,()=>t.redraw());return t}function $n({theme:n,model:t,selection:e,
annotations:o,axis:r}){let{partitions:i}=t.data;return{theme:n,bands:o.filter(({data:s,from:a,to:l})=>a!==l&&s.process===null).map(s=>({from:s.from,to:s.to,colour:V(
n,s),alpha:s.data.kind==="fault"?En:0})),alarms:t.violations.map(s=>r.finish(i[s].violation.culprit)),count:t.count,mask:e.mask,outcome:t.outcome,begin:s=>r.begin(
s)}}var Ln={ok:"ok",fail:"fail: certainly did not happen",info:"unknown: may or may not have happened"},Hn={applied:"it did take effect: no order works without it",
"not-applied":"it did not take effect while anybody looked",undetermined:"undetermined: orders with and without it may work"};function Me(n,t){let{model:e}=n,{operations:o,
times:r}=e.data,i=o.return[t]??null,s=o.inferred[t],a=ht(e,t);return{heading:F(e,t),mark:\`mark-\${ot(e,t)}\`,facts:lt([["outcome",Ln[ot(e,t)]],["inferred",s===void 0?
void 0:Hn[s]],["process",String(e.process[t])],["key",a===null?void 0:E(a)],...In(e,t),["called",ee(e,o.call[t],e.call[t])],["returned",i===null?"never":ee(e,i,
e.return[t])],["took",r===null||i===null?void 0:gt(r[e.return[t]]-r[e.call[t]])],["during",Bn(n,t)],["id",String(o.id[t])]])}}function In(n,t){let{states:e,partitions:o}=n.
data,r=pt(n,t),i=o[n.partition[t]]?.orders.find(d=>d.blocked.includes(t)),s=i===void 0||i.operations.includes(t)?[]:[["cannot follow",\`\${e[i.states.at(-1)]}, th\\
e state after \${i.label}\`]];if(r===void 0){let d=n.outcome[t]===ft?"came after the violation, or was not looked at":void 0;return[...s,["place",s.length>0?void 0:
d]]}let{order:a,position:l}=r,c=e[a.states[l]],u=e[a.states[l+1]];return[...s,["place",\`\${S(l+1)} of \${S(a.operations.length)} (\${a.label})\`],["state before",c],
["state after",c===u?"the same":u]]}function ee({data:{times:n}},t,e){return n===null?String(t):\`\${wt(n[e])} (\${t})\`}function Bn({annotations:n,axis:t},e){let[o,
r]=[t.begin(e),t.finish(e)],i=n.filter(a=>a.from<=r&&a.to>=o&&a.from<a.to).map(({data:a})=>a.label),s=i.length>4?\` and \${i.length-4} more\`:"";return\`\${i.slice(0,
4).join("; ")}\${s}\`}function ke({model:n,axis:t},{data:e}){let o=i=>ee(n,i,t.rankAt(t.ofPoint(i))),r=n.data.times!==null;return{heading:e.label,mark:"mark-annot\\
ation",facts:lt([["kind",e.kind],["what",e.detail],[e.from===e.to?"at":"from",r?o(e.from):String(e.from)],["to",e.to===e.from?void 0:e.to===null?"the end":r?o(e.
to):String(e.to)]])}}function P({layout:n,scroll:t},e){return n.top+e*n.rowHeight-t}function I({layout:n,scroll:t,context:e}){let o=Math.max(0,Math.floor(t/n.rowHeight)),r=Math.ceil(
(n.height-n.top)/n.rowHeight)+1;return{first:o,last:Math.min(e.rows.length,o+r)}}function it(n,t){let e=n.context.spotOf(t);if(e===void 0)return;let o=Math.max(
(e.to-e.from)*n.scale,2);return{x:v(n,e.from),y:P(n,e.row)+3,width:o,height:n.layout.rowHeight-6}}function Se(n){for(let{lane:t,row:e,top:o,height:r}of n.layout.annotations){let i=t.rows[e];i.forEach((s,a)=>{let l=i[a+1],c=l===void 0?n.right:Math.min(v(n,l.from),
n.right);Dn(n,s,{x:0,width:0,y:o,height:r},c)})}}function Te(n){let{context:t,ctx:e}=n;for(let o of t.annotations){let{data:r,from:i,to:s}=o;if(r.process===null)
continue;let a=t.rows.findIndex(({process:c})=>c===r.process),l=a<0?void 0:$(n,i,s);l!==void 0&&(e.fillStyle=V(t.theme,o),e.fillRect(l.x,P(n,a),Math.max(l.width,
3),3))}}function Dn(n,t,{y:e,height:o},r){let{data:i,from:s,to:a}=t,{ctx:l,context:c}=n,{theme:u}=c,d=$(n,s,a);if(d===void 0)return;let f=V(u,t),h=i.kind==="lea\\
der";s===a?(l.fillStyle=f,l.beginPath(),l.moveTo(d.x,e+3),l.lineTo(d.x+5,e+o/2),l.lineTo(d.x,e+o-3),l.lineTo(d.x-5,e+o/2),l.fill()):(l.fillStyle=h?f:w(f,.2),l.fillRect(
d.x,e,d.width,o),l.fillStyle=f,h||l.fillRect(d.x,e,d.width,2),!h&&s>=n.from&&l.fillRect(d.x,e,Math.min(3,d.width),o)),l.fillStyle=u.ink,l.font=\`11px \${u.font}\`,
l.textAlign="left",l.textBaseline="middle",_(l,g(i.label),d.x+8,e+o/2+1,r-d.x-10)}function Pe(n){let{ctx:t,context:e,layout:o}=n;for(let r of e.annotations){let{data:i,from:s,to:a}=r;if(i.kind!=="fault"||i.process!==null||s===a)continue;let l=$(
n,s,a);l!==void 0&&(t.fillStyle=w(V(e.theme,r),.075),t.fillRect(l.x,30,l.width,o.height))}}function Ce(n){let{ctx:t,context:e,layout:o}=n,{theme:r}=e;t.fillStyle=
w(r.alarm,.07);for(let i of Re(n)){let{from:s,to:a}=Fe(n,i),l=$(n,s,a);l!==void 0&&t.fillRect(l.x,30,l.width,o.height)}}function Oe(n){let{ctx:t,context:e}=n,{model:o,
theme:r}=e;t.font=\`600 10.5px \${r.font}\`,t.textBaseline="middle",t.textAlign="left";let i=-1/0,s=Re(n).map(a=>({kind:o.data.partitions[a].violation.kind,...Fe(n,
a)})).sort((a,l)=>a.from-l.from);for(let{kind:a,from:l,to:c}of s){let u=$(n,l,c);if(u===void 0)continue;t.fillStyle=r.alarm,t.fillRect(u.x,24,u.width,4);let d=t.
measureText(a).width+10;u.x<i||u.x+d>n.right||(t.fillRect(u.x,1,d,15),t.fillStyle=r.surface,t.fillText(a,u.x+5,9),i=u.x+d+4)}}function Re({context:{model:n,filter:t}}){
let{partition:e}=t;return e===void 0?n.violations:n.violations.filter(o=>o===e)}function Fe({context:{model:n,axis:t}},e){let{operations:o,culprit:r}=n.data.partitions[e].
violation;return{from:Math.min(...o.map(i=>t.begin(i))),to:t.finish(r)}}function Ee(n){let{ctx:t,context:e,layout:o}=n,{theme:r,axis:i}=e,{step:s,at:a}=kt(n.from,
n.to,(n.right-n.left)/110);t.font=\`11px \${r.font}\`,t.textAlign="center",t.textBaseline="middle";for(let l of a){if(l<0||l>i.end||i.scale==="order"&&l%1!==0)continue;
let c=Math.round(v(n,l))+.5;t.fillStyle=r.lineSoft,t.fillRect(c-.5,25,1,o.height),t.fillStyle=r.ink2;let u=Vn(n,l,s),d=t.measureText(u).width/2;t.fillText(u,Math.
min(c,n.right+18-d),13)}t.fillStyle=r.line,t.fillRect(n.left,29,n.right-n.left,1)}function Vn({context:{axis:n,model:t}},e,o){if(n.scale==="time")return wt(e,o);
let r=t.points[Math.min(n.rankAt(e-.5),t.points.length-1)];return r===void 0?"":String(Math.round(r*100)/100)}function $e(n){let{ctx:t,context:e,layout:o}=n;for(let{
lane:s,row:a,top:l,height:c}of o.annotations)a===0&&Ae(n,g(s.label),l+c/2);t.save(),t.beginPath(),t.rect(0,o.top,84,o.height-o.top),t.clip();let{first:r,last:i}=I(
n);for(let s=r;s<i;s++){let{label:a}=e.rows[s],l=P(n,s);a!==""&&(t.fillStyle=e.theme.lineSoft,t.fillRect(8,Math.round(l),76,1),Ae(n,\`process \${a}\`,l+o.rowHeight/
2))}t.restore()}function Le(n){let{ctx:t,context:e}=n,{first:o,last:r}=I(n);t.fillStyle=e.theme.lineSoft;for(let i=o;i<=r;i++)e.rows[i]?.label!==""&&t.fillRect(
n.left,Math.round(P(n,i)),n.right-n.left,1)}function Ae({ctx:n,context:{theme:t}},e,o){n.fillStyle=t.ink2,n.font=\`11px \${t.font}\`,n.textAlign="right",n.textBaseline=
"middle",n.fillText(A(e,24),74,o+.5,72)}var zn=2,He=36,Nn=90;function Ie(n){bt(n,He,(t,e)=>Be(n,t,e))}function Be(n,t,e){let{ctx:o,context:r,left:i,right:s}=n,{model:a,selection:l,theme:c}=r,u=l.mask[t]===
1,d=u&&a.outcome[t]!==R&&!Ke(n,t);o.fillStyle=d?At(Ne(n,t)):u?c.ink:c.ink3,o.font=\`\${e.height<12?9.5:11.5}px \${c.font}\`,o.textAlign="left",o.textBaseline="middl\\
e";let f=Math.max(e.x,i)+6,h=Math.min(e.x+e.width,s)-f-3;_(o,F(a,t),f,e.y+e.height/2+.5,h)}function De(n,t){let{ctx:e,context:o,layout:r,left:i,right:s}=n;e.fillStyle=
w(o.theme.surface,.72),e.fillRect(i-4,r.top,s-i+8,r.height),bt(n,0,(a,l)=>{o.model.partition[a]===t&&(ze(n,a,l.x,l.width,l.y,l.height),l.width>=He&&Be(n,a,l))})}
function bt(n,t,e){let{context:o,from:r,to:i,scale:s,layout:a}=n,{model:l,axis:c,rows:u}=o,{first:d,last:f}=I(n);for(let h=d;h<f;h++){let p=u[h],M=P(n,h)+3;for(let x=rt(
p,c,r);x<p.operations.length;x++){let y=c.begin(p.operations[x]);if(y>i)break;let B=(N(p,l,c,x)-y)*s;B<t||e(p.operations[x],{x:v(n,y),y:M,width:B,height:a.rowHeight-
6})}}}function Ve(n){let{first:t,last:e}=I(n),{theme:o}=n,r=new Y(n,[...Pt(o),o.alarm]);for(let i=t;i<e;i++)Kn(n,n.context.rows[i],r,P(n,i)+3,n.layout.rowHeight-
6)}function Kn(n,t,e,o,r){let{context:i,from:s,to:a,scale:l}=n,{model:c,axis:u,selection:d}=i,{operations:f}=t;for(let h=rt(t,u,s);h<f.length;h++){let p=f[h],M=u.
begin(p);if(M>a)break;let x=(N(t,c,u,h)-M)*l,y=v(n,M);x>=zn?ze(n,p,y,x,o,r):e.add(y,x,d.mask[p]===0?0:Wn(n,p))}e.paint(o,r)}function Wn({context:{model:n}},t){return n.
blocked[t]===1?4:n.outcome[t]+1}function ze(n,t,e,o,r,i){let{ctx:s,ratio:a,context:l}=n,{model:c,selection:u}=l,d=Math.max(Math.round(e*a)/a,n.left-4),f=o>6?1:0,
h=Math.min(Math.max(Math.round((e+o)*a)/a-f,d+1),n.right+4);if(h<=d)return;let p=c.outcome[t],M=u.mask[t]===1,x=Ne(n,t),y=Ke(n,t)&&o>5;s.fillStyle=p===R&&M?Un(n,
x,e,h):y?w(x,.25):x,s.fillRect(d,r,h-d,i),y&&(s.strokeStyle=x,s.lineWidth=1.5,s.strokeRect(d+.75,r+.75,Math.max(h-d-1.5,.5),i-1.5))}function Ne({context:{model:n,
selection:t,theme:e}},o){if(t.mask[o]===0)return e.dim;let r=n.data.operations.types[n.type[o]].readOnly;return e.outcomes[n.outcome[o]][r?0:1]}function Ke({context:{
model:n,selection:t}},e){return t.mask[e]===0?!1:n.outcome[e]===me?!0:n.outcome[e]===ft&&n.placed[e]===0&&n.blocked[e]===0}function Un({ctx:n},t,e,o){let r=n.createLinearGradient(
e,0,Math.max(Math.min(o,e+Nn),e+1),0);return r.addColorStop(0,t),r.addColorStop(1,w(t,.22)),r}var Gn=5,jn=3e3;function We(n){let{ctx:t,context:e}=n,{model:o,selection:r,theme:i}=e;bt(n,Gn,(s,a)=>{if(r.mask[s]===0)return;o.blocked[s]===1&&_n(n,a);let l=e.
pointOf(s);if(Number.isNaN(l))return;let c=v(n,l);t.fillStyle=i.ink,c<=a.x+a.width+1?t.fillRect(c-1,a.y-1,2,a.height+2):Xn(n,c,a)})}function Xn({ctx:n,context:{
theme:t}},e,{y:o,height:r}){let i=o+r/2;n.fillStyle=t.outcomes[R][1],n.beginPath(),n.moveTo(e,i-6),n.lineTo(e+5,i),n.lineTo(e,i+6),n.lineTo(e-5,i),n.fill()}function _n(n,t){
let{ctx:e,context:o}=n,r=Math.min(t.x+t.width,n.right)-9,i=t.y+t.height/2;e.save(),e.strokeStyle=o.theme.alarm,e.lineWidth=2.5,e.beginPath(),e.moveTo(r-4,i-4),e.
lineTo(r+4,i+4),e.moveTo(r+4,i-4),e.lineTo(r-4,i+4),e.stroke(),e.restore()}function ne(n,t){let{ctx:e,context:o}=n,{theme:r}=o,i=Yn(n,t),s=(n.right-n.left)/Math.
max(i.length,1);e.strokeStyle=r.path,e.fillStyle=r.path,e.lineWidth=1.5,e.lineJoin="round",e.beginPath();for(let{x:a,y:l}of i)e.lineTo(a,l);if(e.stroke(),!(s<6)){
e.font=\`600 9.5px \${r.font}\`,e.textAlign="left",e.textBaseline="bottom";for(let{x:a,y:l,position:c}of i)e.beginPath(),e.arc(a,l,3,0,2*Math.PI),e.fill(),s>=26&&qn(
n,String(c+1),a+4,l-1)}}function Yn(n,t){let{context:e,layout:o}=n,r=e.pointsOf(t),i=c=>r[c],s=Math.max(0,O(r.length,n.from,i)-1),a=Math.min(r.length,O(r.length,
n.to,i)+1);if(a-s>jn)return[];let l=[];for(let c=s;c<a;c++){let u=e.spotOf(t.operations[c]);if(u===void 0)continue;let d=P(n,u.row)+o.rowHeight/2;l.push({x:v(n,
r[c]),y:d,position:c})}return l}function qn({ctx:n,context:{theme:t}},e,o,r){n.lineWidth=3,n.strokeStyle=t.surface,n.strokeText(e,o,r),n.fillText(e,o,r)}var xt=5;function Ge(n,t,e){let{layout:o,context:r,scroll:i}=n;if(t<n.left-xt||t>n.right+xt)return;let s=n.from+(t-n.left)/n.scale,a=o.annotations.find(({top:h,
height:p})=>e>=h&&e<h+p);if(a!==void 0)return Ue(n,a.lane.rows[a.row],s);if(e<o.top)return;let l=Math.floor((e-o.top+i)/o.rowHeight),{first:c,last:u}=I(n),d=l>=
c&&l<u?r.rows[l]:void 0;if(d===void 0)return;if(e-o.top+i-l*o.rowHeight<4){let h=r.annotations.filter(({data:M})=>M.process===d.process),p=Ue(n,h,s);if(p!==void 0)
return p}let f=Jn(n,d,s);return f===void 0?void 0:{kind:"operation",number:f}}function Ue(n,t,e){let o=xt/n.scale,r=t.findLast(({from:i,to:s})=>i-o<=e&&e<=s+o);
return r===void 0?void 0:{kind:"annotation",annotation:r}}function Jn(n,t,e){let{axis:o,model:r,selection:i}=n.context,s=xt/n.scale,a;for(let l=rt(t,o,e-s);l<t.
operations.length;l++){let c=t.operations[l],u=o.begin(c);if(u>e+s)break;let d=Math.max(u-e,e-N(t,r,o,l),0);if(d>s)continue;let f=d/s+(i.mask[c]===1?0:2)-r.outcome[c]*
.2;(a===void 0||f<a.score)&&(a={number:c,score:f})}return a?.number}var Zn=12,vt=class extends et{element;context;#t;#e;#n;#o;constructor(t){super(t.view,84,18,Qn(t)),this.context=t,this.#n=Qt(t.lanes,t.rows.length,window.innerHeight),
this.#e=m("div"),this.#t=m("div",{class:"scroller",on:{scroll:()=>this.redraw()}},m("div",{class:"sticky"},this.canvas,this.overlay),this.#e),this.element=m("di\\
v",{class:"timeline"},this.#t,this.tooltip.element,this.live),t.on("theme",()=>this.drawNow()),t.on("filter",()=>this.#a()),new ResizeObserver(()=>this.#i()).observe(
this.element)}get layout(){return this.#n}scrollRows(t){this.#t.scrollTop+=t}pinOperation(t){let{view:e}=this.context,o=this.context.spotOf(t);if(o===void 0)return;
(o.from<e.from||Math.min(o.to,o.from+e.span/2)>e.to)&&e.show({from:o.from-e.span/2,to:o.from+e.span/2}),this.#r(o.row);let r=it(this.#s(),t);this.pin({kind:"ope\\
ration",number:t},{x:r.x,y:r.y+r.height})}revealOperations(t){let e=t.flatMap(o=>this.context.spotOf(o)?.row??[]);e.length>0&&this.#r(Math.min(...e))}#r(t){let{
rowHeight:e,top:o,height:r}=this.#n,i=t*e,s=this.#t.scrollTop;i<s?this.#t.scrollTop=i:i+2*e>s+r-o&&(this.#t.scrollTop=i+2*e-(r-o))}#i(){this.#a(),this.drawNow()}#a(){
this.#n=Qt(this.context.lanes,this.context.rows.length,window.innerHeight);let{full:t,height:e}=this.#n;this.#t.style.height=\`\${e}px\`,this.#e.style.height=\`\${t}\\
px\`,this.width=this.#t.clientWidth,this.pinned?.kind==="operation"&&this.context.spotOf(this.pinned.number)===void 0&&this.unpin(),this.redraw()}#s(t=null){let{
context:e}=this,{theme:o}=e,r=this.#t.scrollTop;return{...this.frameOf(t,o),theme:o,context:e,layout:this.#n,scroll:r}}targetAt({x:t,y:e}){return Ge(this.#s(),t,
e)}moveCursor(t){this.#o=t}drawPicture(){let{height:t,top:e}=this.#n,o=this.#s(this.wipe(this.canvas,t)),{context:r}=this;Ee(o),$e(o),this.within(o,30,t,()=>{Pe(
o),Ce(o),Se(o)}),this.within(o,e,t,()=>{Le(o),Ve(o),We(o),Te(o);let i=this.#u();i!==void 0&&ne(o,i),Ie(o);for(let s of r.model.violations)this.#l(o,s)}),this.within(
o,0,t,()=>Oe(o))}#l(t,e){let{model:o,theme:r,selection:i}=this.context,{operations:s}=o.data.partitions[e].violation;for(let a of s){let l=i.mask[a]===1?it(t,a):
void 0;l===void 0||l.x>t.right||l.x+l.width<t.left||(ct(t,l,r.alarm),s.length<=Zn&&Lt(t,l,A(F(o,a),40)))}}#u(){let{model:t,filter:e}=this.context,{partitions:o}=t.
data,r=e.partition??(o.length===1?0:void 0);return r===void 0||this.#c()!==void 0?void 0:o[r]?.orders[0]}#c(){let t=this.#d();return t===void 0?void 0:pt(this.context.
model,t)?.order}#d(){let t=this.shown?.target;return t?.kind==="operation"?t.number:void 0}drawOverlay(){let{height:t,top:e}=this.#n,o=this.#s(this.wipe(this.overlay,
t));this.choosing!==void 0&&Ht(o,this.choosing,t),this.#f(o);let r=this.#c(),i=this.#d();this.within(o,e,t,()=>{i!==void 0&&this.#m(o,i),r!==void 0&&ne(o,r);let s=i===
void 0?void 0:it(o,i);s!==void 0&&ct(o,s,o.theme.ink)})}#m(t,e){let{model:o,filter:r}=this.context;o.data.partitions.length<2||r.partition!==void 0||De(t,o.partition[e])}#f({
ctx:t,theme:e,layout:o,left:r,from:i,to:s,scale:a}){this.#o===void 0||this.#o<i||this.#o>s||(t.fillStyle=e.ink3,t.fillRect(Math.round(r+(this.#o-i)*a),22,1,o.height))}describe(t){
return t.kind==="operation"?Me(this.context,t.number):ke(this.context,t.annotation)}identify(t){return t.kind==="operation"?t.number:t.annotation}follow({target:t,
point:e}){let o=this.#s(),r=t.kind==="operation"?this.context.spotOf(t.number):void 0,i=t.kind==="operation"?it(o,t.number):void 0;if(r===void 0||i===void 0)return e;
let{layout:s,right:a}=o;return{x:Math.min(Math.max(i.x+Math.min(i.width,40),84),a),y:Math.min(Math.max(P(o,r.row),0)+s.rowHeight,s.height)}}};function Qn({model:n,
rows:t}){let{verdict:e,partitions:o}=n.data;return\`\${T(n.count,"operation")} in \${T(t.length,"lane")} and \${T(o.length,"partition")}; verdict \${e}. \${T(n.violations.
length,"violation")}, told in words above.\`}var je=2e3;function Xe(n,t,e){let{model:o}=n,{operations:r}=o.data,i=eo(n),s=[...new Set(o.process)].sort((y,B)=>y-B),a=at("Process","all processes",s.map(y=>[String(
y),\`process \${y}\`])),l=y=>X(t,y),c=Rt("Search","Search operations by value or key",()=>p(),l),u=G("Types",r.types.map(({name:y})=>y),()=>p()),d=G("Outcomes",to(
n),()=>p(),"mark-"),f=G("Others",["only these"],()=>p()),h=m("output",{class:"found",attributes:{"aria-live":"polite"}}),p=()=>n.setFilter({partition:i.value===
""?void 0:Number(i.value),process:a.value===""?void 0:Number(a.value),search:c.value,types:u.chosen(),outcomes:d.chosen(),alone:f.chosen().size>0}),M=k("Clear",
()=>n.setFilter(z),{class:"quiet"}),x=()=>{let{filter:y,selection:B}=n;i.value=y.partition===void 0?"":String(y.partition),a.value=y.process===void 0?"":String(
y.process),c.value!==y.search&&(c.value=y.search),u.choose(y.types),d.choose(y.outcomes),f.choose(new Set(y.alone?["only these"]:[]));let oe=T(o.count,"operatio\\
n");h.textContent=B.matches===o.count?oe:\`\${S(B.matches)} of \${oe}\`,M.hidden=oo(y)};for(let y of[i,a])y.addEventListener("change",p);return n.on("filter",x),x(),
{element:m("div",{class:"toolbar",attributes:{role:"toolbar","aria-label":"Filter and zoom"}},d.element,u.element,i,a,c,Ft(l),f.element,h,M,no(n,t,e)),focusSearch:()=>c.
focus()}}function to({model:n}){let t=new Set(n.outcome);return L.filter((e,o)=>t.has(o))}function eo({model:n}){let{partitions:t}=n.data,e=t.flatMap(({key:i},s)=>i===
null?[]:[[String(s),E(i)]]),o=e.length>je?[]:e.toSorted(([,i],[,s])=>i.localeCompare(s,"en",{numeric:!0})),r=at("Key",e.length>je?"search for a key":"all keys",
o);return r.hidden=e.length<2,r}function no(n,t,e){let{view:o,model:r}=n,i=G("Axis",["time"],()=>n.setScale(i.chosen().size>0?"time":"order")),{violations:s}=r;
return m("span",{class:"push"},r.data.times!==null&&i.element,m("span",{class:"group"},s.length>0&&k(s.length===1?"Violation":"Next violation",()=>e.next(),{class:"\\
alarm"}),k("\\u2212",()=>t.show(o.zoomed(2)),{attributes:{"aria-label":"Zoom out"}}),k("+",()=>t.show(o.zoomed(.5)),{attributes:{"aria-label":"Zoom in"}}),k("Eve\\
rything",()=>t.show(o.whole))))}function oo(n){return n.partition===void 0&&n.process===void 0&&n.search.trim()===""&&n.types.size===0&&n.outcomes.size===0&&!n.
alone}var Mt=class{#t;#e;#n=0;constructor(t,e){this.#t=t,this.#e=e}show(t){this.#o(t);let{operations:e}=this.#t.model.data.partitions[t].violation;this.#t.view.show(this.#t.
around(e)),this.#e.revealOperations(e)}next(){let{violations:t}=this.#t.model,e=t[this.#n%t.length];this.#n+=1,e!==void 0&&this.show(e)}visit(t){this.#o(this.#t.
model.partition[t]),this.#t.view.show(this.#t.around([t])),this.#e.pinOperation(t),this.#e.element.scrollIntoView({block:"nearest"})}#o(t){let{filter:e,model:o}=this.#t,
r=o.data.partitions.length>1;e.partition===t&&e.alone===r||this.#t.setFilter({...z,...r?{partition:t,alone:r}:{}})}};function _e(n,t,e){let o=[...new Set(t.flatMap(r=>[n.call[r],n.return[r]]))];return Bt({intervals:t.map(r=>({process:n.process[r],from:n.call[r],to:n.return[r],
isOpen:n.outcome[r]===R,text:A(g(F(n,r)),44),mark:\`outcome-\${ot(n,r)}\`,visit:()=>e(r)})),moments:o.filter(r=>r<n.points.length).sort((r,i)=>r-i).map(r=>({at:r,label:String(
n.points[r])})),visits:"show in the picture"})}var ro=50,io=40;function Ye(n,t){let[e,...o]=n.violations;if(e!==void 0)return q("violations","What cannot be ordered",void 0,qe(n,t,e),o.length>0&&so(n,t,o))}function so(n,t,e){
return $t(T(e.length,"further violation"),e,ro,o=>{let{sentence:r}=n.data.partitions[o].violation;return Et(r,()=>qe(n,t,o))})}function qe(n,t,e){let{operations:o,
sentence:r,minimal:i,completed:s}=n.data.partitions[e].violation,a=o.slice(-io),l=ht(n,o[0]),c=[l===null?"":\`Key \${E(l)}.\`,ao(o.length,i),s===null?"":\`Until the\\
n, \${T(s,"operation")} had returned and fit one order.\`,a.length<o.length?\`The last \${a.length} are shown.\`:""];return m("article",{class:"violation"},m("p",{class:"\\
sentence"},g(r)),m("p",{class:"hint"},c.filter(u=>u!=="").join(" ")),_e(n,a,u=>t.visit(u)),m("ol",{class:"operations"},...a.map(u=>lo(n,t,u))),k("Show in the pi\\
cture",()=>t.show(e)))}function ao(n,t){return n===1?"This operation fits nowhere, whatever becomes of the others.":\`These \${n} operations cannot be put in any \\
order; \${t?"without any one of them, the rest can":"there may be a smaller set"}.\`}function lo(n,t,e){let{operations:o}=n.data,r=o.return[e]??null,i=r===null?\`c\\
alled at \${o.call[e]}, outcome unknown\`:\`\${o.call[e]} to \${r}\`,s=A(g(F(n,e)));return m("li",{},k(s,()=>t.visit(e),{class:"link operation"}),m("span",{class:"hin\\
t"},\` process \${n.process[e]}, \${i}\`))}function co(){let n=document.getElementById("picture"),t=document.getElementById("picture-data")?.textContent;if(n===null||t===void 0)throw new Error("this page\\
 holds no picture");let e=fe(JSON.parse(t)),o=new yt(e),r=new vt(o),i=ve(o),s=new Mt(o,r),a=Xe(o,r,s);Xt(r),be(r,a.focusSearch,()=>s.next());let l=Ye(e,s);n.append(
pe(e),q("timeline","The history","Drag to pan, turn the wheel or pinch to zoom, shift and drag to zoom into a span, click to pin.",a.element,i.element,r.element,
xe(o),zt(we)),...l===void 0?[]:[l]),s.next(),Object.defineProperty(window,"porcupinePicture",{value:{context:o,timeline:r}})}co();})();
`;
export const pageStyle = `:root{color-scheme:light dark;--font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;--bg: #f5f6f7;--surface: #ffffff;
--raised: #ffffff;--ink: #1a2129;--ink-2: #4a5561;--ink-3: #76818c;--line: #d9dee3;--line-soft: #e9edf0;--dim: #e1e6ea;--accent: #1c5fa3;--alarm: #c23321;--valid:
#00775a;--invalid: #c23321;--unknown: #86650c;--ok-1: #8fc1e6;--ok-2: #3d8fd0;--fail-1: #f0b25c;--fail-2: #e0890f;--info-1: #c28fd0;--info-2: #9a4fb0;--fault-partition:
#c9562a;--fault-kill: #3c444d;--fault-pause: #9c8300;--fault-clock: #0b8a72;--fault-other: #6a7886;--term-1: #c4dcf2;--term-2: #cfe7d6;--term-3: #f5e3bd;--term-4:
#e3d5ee;--term-5: #f6d6cc;--term-6: #cfe6ea}@media(prefers-color-scheme:dark){:root:not([data-print]){--bg: #101418;--surface: #181d23;--raised: #222932;--ink: #e6ebf0;
--ink-2: #b0bac4;--ink-3: #818c97;--line: #343d46;--line-soft: #262e36;--dim: #2b333b;--accent: #6fb1ef;--alarm: #ff7a66;--valid: #36c39b;--invalid: #ff7a66;--unknown:
#e3bd55;--ok-1: #9accef;--ok-2: #4b9fe0;--fail-1: #f7c77f;--fail-2: #eb9c2d;--info-1: #dcb3e8;--info-2: #bd7bd2;--fault-partition: #ea8257;--fault-kill: #a3aeb9;
--fault-pause: #cdb331;--fault-clock: #35b99c;--fault-other: #8796a5;--term-1: #27486a;--term-2: #28523d;--term-3: #5b4a1c;--term-4: #4b3a60;--term-5: #643c30;--term-6:
#24505a}}*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 var(--font);-webkit-font-smoothing:antialiased;font-variant-numeric:tabular-nums}
main{max-width:1560px;margin:0 auto;padding:28px 28px 56px;display:grid;grid-template-columns:minmax(0,1fr);gap:22px}h1,h2,h3,p,dl,dd,ul,ol{margin:0}[hidden]{display:none!important}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.overline{display:flex;flex-wrap:wrap;gap:4px 18px;
color:var(--ink-3);font-size:13px}h1{font-size:17px;font-weight:600;line-height:1.35;margin-top:2px;overflow-wrap:anywhere}.verdict{display:flex;align-items:flex-start;
gap:18px;margin-top:18px}.badge{display:inline-flex;align-items:center;gap:8px;padding:7px 18px 7px 13px;border-radius:9px;background:var(--verdict);color:var(--surface);
font-size:20px;font-weight:650;line-height:1.3}.verdict-valid{--verdict: var(--valid)}.verdict-invalid{--verdict: var(--invalid)}.verdict-unknown{--verdict: var(--unknown)}
.reason:first-letter{text-transform:uppercase}.reason{font-size:19px;line-height:1.4;max-width:96ch;padding-top:6px;text-wrap:pretty;overflow-wrap:anywhere}.facts{
display:grid;grid-template-columns:repeat(auto-fit,minmax(290px,1fr));gap:8px 32px;margin-top:20px;font-size:14px}.facts>div{display:grid;grid-template-columns:var(--fact-name)
minmax(0,1fr)}dt{color:var(--ink-3)}dd{overflow-wrap:anywhere}.card{background:var(--surface);border:1px solid var(--line-soft);border-radius:12px;padding:20px 24px
22px;min-width:0}.card-head{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 16px;margin-bottom:14px}h2{font-size:18px;font-weight:600;line-height:1.35}
.hint{color:var(--ink-3);font-size:13px}@media(max-width:720px){main{padding:16px 12px 40px}.card{padding:16px 14px}.verdict{flex-direction:column;gap:8px}}button,select,.search{font:inherit;font-size:13px;line-height:20px;color:var(--ink);background:var(--raised);border:1px solid var(--line);border-radius:7px;padding:4px
10px;min-height:30px}button{cursor:pointer}button:hover,select:hover{border-color:var(--ink-3)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.search{width:150px}.search::placeholder{color:var(--ink-3);opacity:1}.link{min-height:0;padding:0;border:0;background:none;color:var(--accent);font:inherit}.link:hover{
text-decoration:underline}.quiet{border-color:transparent;background:none;color:var(--accent)}.chip[aria-pressed=true]{background:var(--ink);border-color:var(--ink);
color:var(--surface)}.alarm{border-color:var(--alarm);color:var(--alarm)}.group{display:inline-flex}.group>button{border-radius:0;margin-left:-1px;position:relative}
.group>button:hover,.group>button:focus-visible{z-index:1}.group>button:first-child{border-radius:7px 0 0 7px;margin-left:0}.group>button:last-child{border-radius:0
7px 7px 0}.group>button:only-child{border-radius:7px}.toolbar{display:flex;flex-wrap:wrap;align-items:center;gap:8px 12px;margin-bottom:14px}.toolbar select{max-width:150px}.push{display:inline-flex;gap:12px;margin-left:auto}
.found{color:var(--ink-2);font-size:13px}.minimap,.timeline{position:relative}.minimap{margin-bottom:6px}canvas{display:block}.scroller{overflow:hidden auto}.sticky{
position:sticky;top:0;height:0}.minimap-picture{height:48px;touch-action:pan-y}.timeline-picture{cursor:grab;touch-action:pan-y;-webkit-user-select:none;user-select:none;
border-radius:4px}.timeline-picture:active{cursor:grabbing}.timeline-overlay{position:absolute;inset:0;pointer-events:none}.tooltip{position:absolute;z-index:5;
max-width:380px;padding:10px 14px 11px;border:1px solid var(--line);border-radius:10px;background:var(--raised);box-shadow:0 6px 22px #0a141e29;font-size:13px;line-height:1.45;
pointer-events:none}.tooltip.pinned{pointer-events:auto;border-color:var(--ink-3)}.tooltip-head{display:flex;align-items:baseline;margin-bottom:6px;overflow-wrap:anywhere}
.tooltip-head strong{font-weight:600;font-size:14px;flex:1}.tooltip dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:1px 14px}.close{min-height:0;border:0;
background:none;padding:0 2px;margin-left:10px;font-size:18px;line-height:1;color:var(--ink-2)}.mark{display:inline-block;width:10px;height:10px;border-radius:2px;
margin-right:6px;flex:none;background:var(--mark, var(--ink-3))}.mark-ok{--mark: var(--ok-2)}.mark-fail{--mark: var(--fail-2)}.mark-info{--mark: var(--info-2)}.fault-partition{
--mark: var(--fault-partition)}.fault-kill{--mark: var(--fault-kill)}.fault-pause{--mark: var(--fault-pause)}.fault-clock{--mark: var(--fault-clock)}.fault-other{
--mark: var(--fault-other)}.legend{display:flex;flex-wrap:wrap;gap:4px 18px;color:var(--ink-2);font-size:13px}.timeline+.legend{margin-top:12px}.line{display:inline-block;
width:18px;margin:0 6px 3px 0;border-top:2px solid var(--ink-3)}.keys{margin-top:12px;font-size:13px;color:var(--ink-2)}.keys summary{cursor:pointer;width:fit-content}
.keys dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 18px;margin-top:8px}#violations{border-color:color-mix(in srgb,var(--alarm) 45%,var(--surface))}#violations h2{color:var(--alarm)}.violation+.violation,.others+.violation{margin-top:26px;
padding-top:24px;border-top:1px solid var(--line-soft)}.further{border-top:1px solid var(--line-soft)}.others{margin-top:18px}.others>summary{width:fit-content;
padding:4px 0 8px;color:var(--accent);cursor:pointer}.further summary{padding:9px 0;cursor:pointer;overflow-wrap:anywhere}.further .violation{padding:4px 0 20px
18px}.further .sentence{display:none}.sentence:first-letter,.further summary:first-letter{text-transform:uppercase}.sentence{font-size:17px;line-height:1.45;max-width:84ch;
overflow-wrap:anywhere}.sentence+.hint{margin-top:4px}.interval-picture{margin:16px 0 10px}.interval-picture svg{display:block;font:12.5px var(--font)}.interval-picture
text{fill:var(--ink-2)}.interval-picture .small{font-size:11px}.interval-picture .shade{fill:var(--mark);opacity:.08}.interval-picture .bar{fill:var(--mark)}.interval-picture
.name{text-anchor:end;font-size:12px}.interval-picture .time{font-size:11px;text-anchor:middle;fill:var(--ink-3)}.interval-picture .rule{stroke:var(--line-soft)}
.interval-picture .moment{stroke:var(--line);stroke-dasharray:2 3}.interval-picture .operation{cursor:pointer;outline-offset:3px}.interval-picture .interval{fill:var(--interval)}
.interval-picture .operation:hover .interval{stroke:var(--ink);stroke-width:2}.outcome-ok{--interval: var(--ok-2);--on: #ffffff}.outcome-fail{--interval: var(--fail-2);
--on: #0f1a24}.outcome-info{--interval: var(--info-2);--on: #ffffff}.interval-picture text.in{fill:var(--on);font-weight:600}.interval-picture text.out{fill:var(--ink);
font-weight:600}.interval-picture text.before{text-anchor:end}.operations{padding-left:22px;margin-bottom:14px}.operations li{padding:2px 0}.operations .operation{
font-weight:600}@media(prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important}}@media print{main{max-width:none;padding:0;gap:14px}body{background:#fff;
font-size:11pt}.toolbar,.minimap,.keys,.tooltip,.card button:not(.link),#timeline-heading+.hint{display:none}.card{border:0;padding:8px 0}canvas{max-width:100%;
-webkit-print-color-adjust:exact;print-color-adjust:exact}.mark,.badge,.interval-picture{-webkit-print-color-adjust:exact;print-color-adjust:exact}.timeline-overlay{
display:none}.violation{break-inside:avoid}}:root{--fact-name: 152px;--path: #b3446f}@media(prefers-color-scheme:dark){:root:not([data-print]){--path: #e8799f}}.mark-annotation{--mark: var(--ink-3)}.mark-look{
--mark: var(--ok-1)}.mark-unplaced{background:color-mix(in srgb,var(--ok-2) 25%,transparent);box-shadow:inset 0 0 0 1.5px var(--ok-2)}.tick{display:inline-block;
width:2px;height:12px;margin:0 8px -2px 4px;background:var(--ink)}.cross{color:var(--alarm)}.legend .line{border-color:var(--path)}
`;
export const pageScriptHash = 'sha256-peth9YouVh3lrpW65lNuVUED7i27LbCDyh/X8JxpgN0=';
export const pageStyleHash = 'sha256-TPB91jgFlQ/el8elKEHZkP2s4L2X0OeUewIBsE4mqf8=';
